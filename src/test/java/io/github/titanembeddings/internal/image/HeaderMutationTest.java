package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The parser on good files with some bytes changed.
 *
 * <p>{@code -Dmutations=1000000} takes more of them than every build does.
 */
class HeaderMutationTest {
  private static final int MUTATIONS = Integer.getInteger("mutations", 20_000);

  @Test
  void anyBytesGiveAnAnswerThatDoesNotDependOnTheWindows() throws IOException {
    List<byte[]> samples = List.copyOf(HeaderSamples.all().values());
    Random random = new Random(42);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] image = mutated(samples.get(i % samples.size()), random);
      BytesImage data = new BytesImage(image);
      HeaderStep step = ImageHeaders.read(data);
      assertThat(step).isNotInstanceOf(HeaderStep.ReadFrom.class);
      assertThat(data.reads()).isLessThanOrEqualTo(2051);
      assertThat(data.bytesRead()).isLessThanOrEqualTo(16_384L * data.reads());
      assertThat(WindowedReader.read(image, 64 + random.nextInt(1000))).isEqualTo(step);
    }
  }

  /** Changes up to eight bytes near the start, or cuts the file there. */
  private static byte[] mutated(byte[] sample, Random random) {
    byte[] image = sample.clone();
    int area = Math.min(image.length, 16 << random.nextInt(8));
    for (int changes = random.nextInt(9); changes > 0; changes--) {
      image[random.nextInt(area)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
    }
    if (random.nextBoolean()) {
      PngBytes.correctChecksum(image);
    }
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(image, random.nextInt(area + 1));
    }
    return image;
  }
}
