package io.github.titanembeddings.model.internal;

import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.model.internal.input.ImageSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives internal access to the model's classes, as the JDK's {@code SharedSecrets} do. {@code
 * ModelRequest} sets the instance when it is initialized. Requests, builders and embeddings are
 * {@code Object}s here, so that this class does not depend on the one that sets it.
 *
 * @param imageSource the source of a request's image
 * @param withImage a request with its image replaced
 * @param imagePolicy the limits of a request's image and its treatment beyond them
 * @param settings the members of a request's body after text and image, each after a comma
 * @param addDefaults sets the unset values of a builder to those of another builder
 * @param embedding an embedding of finite numbers, which are not copied
 */
public record ModelAccess(
    Function<Object, Optional<ImageSource>> imageSource,
    BiFunction<Object, ImageSource, Object> withImage,
    Function<Object, ImagePolicy> imagePolicy,
    Function<Object, String> settings,
    BiConsumer<Object, Object> addDefaults,
    Function<float[], Object> embedding) {
  private static volatile @Nullable ModelAccess instance;

  /** Returns the instance; a request must exist already. */
  public static ModelAccess get() {
    return Objects.requireNonNull(instance, "ModelRequest is not initialized");
  }

  public static void set(ModelAccess access) {
    instance = access;
  }
}
