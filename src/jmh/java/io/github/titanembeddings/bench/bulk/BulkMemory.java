package io.github.titanembeddings.bench.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Measures the heap of a long run; use a small {@code -Xmx}. Arguments: {@code texts|images|mix
 * count}. The transport responds after a millisecond; images are files of 4 MB, or alternately of
 * 20 KB and 15 MB.
 */
public final class BulkMemory {
  private static final byte[] HEADER =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

  private BulkMemory() {}

  /** Prints the elapsed time, and the heap in use after each tenth. */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("bulk");
    Path small = image(folder.resolve("small.png"), args[0].equals("mix") ? 20_000 : 4_000_000);
    Path large = image(folder.resolve("large.png"), args[0].equals("mix") ? 15_000_000 : 4_000_000);
    IntFunction<EmbeddingRequest> request =
        args[0].equals("texts")
            ? i -> EmbeddingRequest.ofText("a short text, number " + i)
            : i -> EmbeddingRequest.ofImage(ImageInput.of(i % 2 == 0 ? small : large));
    AtomicLong done = new AtomicLong();
    ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder().transport(answers(later)).build()) {
      long start = System.nanoTime();
      BulkSummary summary =
          BulkEmbedder.of(titan, BulkOptions.defaults())
              .embed(
                  IntStream.range(0, count).mapToObj(i -> BulkItem.of("" + i, request.apply(i))),
                  outcome -> sample(done, count));
      System.out.printf(
          Locale.ROOT,
          "%s %,d: %.1f s, %s%n",
          args[0],
          count,
          (System.nanoTime() - start) / 1e9,
          summary);
    } finally {
      later.shutdownNow();
      Files.delete(small);
      Files.delete(large);
      Files.delete(folder);
    }
  }

  private static void sample(AtomicLong done, int count) {
    if (done.incrementAndGet() % Math.max(1, count / 10) == 0) {
      System.gc();
      Runtime heap = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "after %,d: %,d KB of heap%n",
          done.get(),
          (heap.totalMemory() - heap.freeMemory()) / 1024);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a delay, whose end nobody waits for
  private static AsyncTransport answers(ScheduledExecutorService later) {
    byte[] reply = TitanStub.embeddingJson(1024).getBytes(UTF_8);
    return call -> {
      CompletableFuture<InvokeReply> answer = new CompletableFuture<>();
      later.schedule(
          () -> answer.complete(InvokeReply.builder(reply).build()), 1, TimeUnit.MILLISECONDS);
      return answer;
    };
  }

  /** Creates a PNG of one pixel, padded with zeros. */
  private static Path image(Path file, int bytes) throws IOException {
    return Files.write(file, Arrays.copyOf(HEADER, bytes));
  }
}
