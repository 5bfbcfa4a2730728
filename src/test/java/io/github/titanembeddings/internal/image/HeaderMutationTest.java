package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.PngBytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parses valid files with some bytes changed. */
class HeaderMutationTest {
  private static final int PROBES = 1_000_000;
  private static final int COMPARED = 20_000;

  /** The most that are read of a file: its segments, the tags of its EXIF, and the start. */
  private static final int MAX_READS = 1024 + 1024 + 2 + 1;

  private static final long MAX_ALLOCATED = 1_000_000;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void parsesAMillionDamagedFilesWithBoundedWorkAndMemory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<byte[]> samples = samples();
    Random random = new Random(7);
    int known = 0;
    int mostReads = 0;
    long mostAllocated = 0;
    for (int i = 0; i < PROBES; i++) {
      Mutation mutation = new Mutation(samples.get(i % samples.size()), random);
      CountingImage image = mutation.image();
      long before = threads.getCurrentThreadAllocatedBytes();
      HeaderStep step = ImageHeaderParser.read(image);
      mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
      mostReads = Math.max(mostReads, image.reads());
      known += step instanceof ImageHeader ? 1 : 0;
      if (step instanceof HeaderStep.ReadFrom) {
        throw new AssertionError("no result for " + Arrays.toString(mutation.copy()));
      }
      mutation.undo();
    }
    assertThat(known).isBetween(PROBES / 10, PROBES * 9 / 10);
    assertThat(mostReads).isLessThanOrEqualTo(MAX_READS);
    assertThat(mostAllocated).isBetween(1L, MAX_ALLOCATED);
  }

  @Test
  void resultDoesNotDependOnWindowSizes() throws IOException {
    List<byte[]> samples = samples();
    Random random = new Random(42);
    for (int i = 0; i < COMPARED; i++) {
      Mutation mutation = new Mutation(samples.get(i % samples.size()), random);
      byte[] image = mutation.copy();
      CountingImage data = new CountingImage(image);
      HeaderStep step = ImageHeaderParser.read(data);
      assertThat(data.bytesRead()).isLessThanOrEqualTo(16_384L * data.reads());
      assertThat(WindowedReader.read(image, 64 + random.nextInt(1000))).isEqualTo(step);
      mutation.undo();
    }
  }

  private static List<byte[]> samples() throws IOException {
    return HeaderSamples.all().values().stream().map(byte[]::clone).toList();
  }

  /** Up to eight bytes near the start of a file changed in place, or the file cut there. */
  private static final class Mutation {
    private final byte[] sample;
    private final byte[] original;
    private final int length;

    Mutation(byte[] sample, Random random) {
      this.sample = sample;
      int area = Math.min(sample.length, 16 << random.nextInt(8));
      original = Arrays.copyOf(sample, Math.max(area, Math.min(33, sample.length)));
      for (int changes = random.nextInt(9); changes > 0; changes--) {
        sample[random.nextInt(area)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
      }
      if (random.nextBoolean()) {
        PngBytes.correctChecksum(sample);
      }
      length = random.nextInt(4) == 0 ? random.nextInt(area + 1) : sample.length;
    }

    CountingImage image() {
      return new CountingImage(sample, length);
    }

    byte[] copy() {
      return Arrays.copyOf(sample, length);
    }

    void undo() {
      System.arraycopy(original, 0, sample, 0, original.length);
    }
  }
}
