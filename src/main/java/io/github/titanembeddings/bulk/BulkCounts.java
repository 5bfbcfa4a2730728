package io.github.titanembeddings.bulk;

import java.util.Map;

/** What a run counts. */
public record BulkCounts(
    long embedded,
    Map<FailureKind, Long> failures,
    long reused,
    long requests,
    long retried,
    long throttled,
    long tokens,
    long images,
    long bytes) {
  public BulkCounts {
    failures = Map.copyOf(failures);
  }
}
