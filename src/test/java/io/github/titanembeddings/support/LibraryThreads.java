package io.github.titanembeddings.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Counts the threads of the library and the AWS SDK in the current thread group by name. */
public final class LibraryThreads {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /**
   * The threads that come and go by the clock or with other clients, up to a number: one a
   * processor, two in Netty, 50 in the AWS SDK.
   */
  private static final Map<String, Integer> POOLS =
      Map.of(
          "titan-embeddings-io-#",
          Math.max(2, PROCESSORS),
          "aws-java-sdk-NettyEventLoop-#-#",
          2 * PROCESSORS,
          "sdk-async-response-#-#",
          50);

  private final Map<String, Long> before = count();

  public LibraryThreads() {
    assertThat(before).as("the clients' threads in this group").isNotEmpty();
  }

  /** Fails if there are more of any kind than when this was made, or than a pool may have. */
  public void assertNoneAdded() {
    count()
        .forEach(
            (kind, count) ->
                assertThat(count).as("threads called %s", kind).isLessThanOrEqualTo(most(kind)));
  }

  private long most(String kind) {
    long most = before.getOrDefault(kind, 0L);
    return Math.max(most, POOLS.getOrDefault(kind, 0));
  }

  private static Map<String, Long> count() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] threads = new Thread[2 * group.activeCount() + 100];
    group.enumerate(threads);
    return Arrays.stream(threads)
        .filter(Objects::nonNull)
        .map(thread -> thread.getName().replaceAll("[0-9]+", "#"))
        .filter(name -> name.matches("(titan-embeddings|sdk-|aws-|idle-connection).*"))
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
  }
}
