package io.github.titanembeddings.bench.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures lines per second of a validator without images, and its heap per line at the end. Run it
 * with {@code -Xmx256m}.
 */
public final class DatasetLines {
  private static final int LINES = 500_000;

  private DatasetLines() {}

  /** Runs it three times; the last counts. */
  public static void main(String[] args) {
    int lines = args.length > 0 ? Integer.parseInt(args[0]) : LINES;
    for (int run = 0; run < 3; run++) {
      measure(lines);
    }
  }

  private static void measure(int lines) {
    long before = usedHeap();
    long[] atTheEnd = new long[1];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long cpuStart = threads.getCurrentThreadCpuTime();
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.of("train.jsonl", new Lines(0, lines, () -> {})))
            .validation(
                DatasetManifest.of(
                    "val.jsonl", new Lines(lines, lines + 1_000, () -> atTheEnd[0] = usedHeap())))
            .build()
            .validate();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%,d lines in %.2f s (%.2f s of CPU), %,.0f lines/s, %.1f bytes of heap a line, of %,d MB, %s%n",
        report.statistics().trainingRecords(),
        seconds,
        cpuSeconds,
        lines / seconds,
        (double) (atTheEnd[0] - before) / lines,
        Runtime.getRuntime().maxMemory() / (1024 * 1024),
        report);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A manifest that is generated while it is read. */
  private static final class Lines extends InputStream {
    private final int end;
    private final Runnable atEnd;
    private int next;
    private byte[] line = {};
    private int position;

    private Lines(int start, int end, Runnable atEnd) {
      this.next = start;
      this.end = end;
      this.atEnd = atEnd;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int filled = 0;
      while (filled < length && (position < line.length || next < end)) {
        if (position == line.length) {
          line = make(next++);
          position = 0;
        }
        int count = Math.min(length - filled, line.length - position);
        System.arraycopy(line, position, target, offset + filled, count);
        filled += count;
        position += count;
      }
      if (filled == 0) {
        atEnd.run();
        return -1;
      }
      return filled;
    }

    private static byte[] make(int number) {
      char[] words = new char[100];
      Arrays.fill(words, 'w');
      for (int i = 7; i < words.length; i += 8) {
        words[i] = ' ';
      }
      return ("{\"image-ref\": \"s3://catalog-images/products/2026/"
              + number
              + ".jpg\", \"caption\": \"product "
              + number
              + " "
              + new String(words)
              + "\"}\n")
          .getBytes(UTF_8);
    }
  }
}
