package io.github.titanembeddings.bench.bulk;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkRun;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures the used share of a quota and the throttled share of requests, with 5 % of mixed faults.
 * Arguments: {@code sharp|bucket requestsPerMinute known|unknown seconds}.
 */
public final class BulkQuota {
  private BulkQuota() {}

  /** Prints the server's counters and the lost outcomes. */
  public static void main(String[] args) throws IOException {
    double perMinute = Double.parseDouble(args[1]);
    long end = System.nanoTime() + Long.parseLong(args[3]) * 1_000_000_000L;
    try (BulkServerProcess server = new BulkServerProcess(args[0], args[1], "50", "5");
        TitanEmbeddingsAsyncClient titan = server.client()) {
      BulkOptions options =
          BulkOptions.builder()
              .quota(args[2].equals("known") ? Quota.perMinute(perMinute) : Quota.unknown())
              .build();
      Stream<BulkItem> items =
          LongStream.iterate(0, i -> System.nanoTime() < end, i -> i + 1)
              .mapToObj(i -> BulkItem.of("" + i, EmbeddingRequest.ofText("text " + i)));
      try (BulkRun run = BulkEmbedder.of(titan, options).start(items)) {
        Iterator<BulkOutcome> outcomes = run.stream().iterator();
        long outcomesRead = 0;
        String counts = "";
        while (outcomes.hasNext()) {
          outcomes.next();
          outcomesRead++;
          if (System.nanoTime() < end) {
            counts = outcomesRead % 100 == 0 ? server.counts() : counts;
          }
        }
        System.out.println(String.join(" ", args) + ": " + counts);
        System.out.println(outcomesRead + " outcomes: " + run.summary().orElseThrow());
      }
    }
  }
}
