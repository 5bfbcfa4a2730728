package io.github.titanembeddings.transport.internal;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Protocol;

/**
 * Gives the library's clients access to the settings that {@code ConnectionConfig} and its builders
 * do not show to users, as the JDK's {@code SharedSecrets} do. They are an {@code Object} here, so
 * that this class does not depend on them.
 */
public record ConnectionAccess(
    Function<Object, ConnectionSettings> settingsOf,
    BiFunction<Object, @Nullable Protocol, Object> connectionOf,
    Predicate<Object> hasSettings) {
  private static volatile @Nullable ConnectionAccess instance;

  /** Called when the base class of the builders is initialized. */
  public static void set(ConnectionAccess access) {
    instance = access;
  }

  private static ConnectionAccess get() {
    return Objects.requireNonNull(instance, "ConnectionConfig is not initialized");
  }

  /** Returns the settings of a {@code ConnectionConfig}. */
  public static ConnectionSettings settings(Object connection) {
    return get().settingsOf.apply(connection);
  }

  /**
   * Returns the {@code ConnectionConfig} of a builder.
   *
   * @throws IllegalStateException as {@link ConnectionSettings} does
   */
  public static Object connection(Object builder, @Nullable Protocol protocol) {
    return get().connectionOf.apply(builder, protocol);
  }

  /**
   * Rejects the connection settings of a builder that a passed-in object would ignore.
   *
   * @param further whether further settings of the connection are set
   * @throws IllegalStateException if any is set
   */
  public static void requireNoSettings(Object builder, boolean further, String passedIn) {
    if (further || get().hasSettings.test(builder)) {
      throw new IllegalStateException(
          "region, credentials, endpoint, timeouts, attempts and connections are settings of the "
              + passedIn
              + " that was passed in; set them there");
    }
  }
}
