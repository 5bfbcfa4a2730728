package io.github.titanembeddings.bench.dataset;

import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.TestImages;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures an exact search: 1,000 random queries per direction against 50,000 vectors of 1,024
 * dimensions. Requires a heap of 1.5 GB.
 */
public final class RetrievalBenchmark {
  private static final int PAIRS = 50_000;
  private static final int DIMENSIONS = 1_024;

  private RetrievalBenchmark() {}

  public static void main(String[] args) {
    ImageInput image = ImageInput.of(TestImages.png(1, 1));
    RetrievalEvaluation.Builder evaluation = RetrievalEvaluation.builder();
    for (int i = 0; i < PAIRS; i++) {
      evaluation.pair(new CaptionedImage("image-" + i, image, "caption " + i));
    }
    Random random = new Random(1);
    AtomicLong lastCall = new AtomicLong();
    RetrievalReport report =
        evaluation
            .build()
            .run(
                "random",
                (EmbeddingRequest request) -> {
                  lastCall.set(System.nanoTime());
                  return vector(random);
                });
    double wall = seconds(System.nanoTime() - lastCall.get());
    System.out.print(report.toText());
    System.out.printf("search both ways, and intervals: %.1f s%n", wall);
    System.out.printf("processor time of the whole run: %.1f s%n", seconds(processorTime()));
  }

  private static CompletableFuture<Embedding> vector(Random random) {
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    return CompletableFuture.completedFuture(Embedding.of(vector));
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
