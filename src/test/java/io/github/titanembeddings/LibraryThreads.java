package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;

/** Counts the threads of the library and the AWS SDK by name. */
final class LibraryThreads {
  /** What comes and goes by the clock, up to a number: one a processor, 50 in the AWS SDK. */
  private static final Map<String, Integer> POOLS =
      Map.of(
          "titan-embeddings-io-#",
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          "sdk-async-response-#-#",
          50);

  private final Map<String, Long> before = count();

  /** Fails if there are more of any kind than when this was made, or than a pool may have. */
  void assertNoneAdded() {
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
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName().replaceAll("[0-9]+", "#"))
        .filter(name -> name.matches("(titan-embeddings|sdk-|aws-|idle-connection).*"))
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
  }
}
