package io.github.titanembeddings.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.support.image.CountingImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parses many kinds of valid files. */
class HeaderSamplesTest {
  private static Map<String, byte[]> samples = Map.of();

  @BeforeAll
  static void load() throws IOException {
    samples = HeaderSamples.all();
  }

  static Set<String> names() throws IOException {
    return HeaderSamples.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithMetadataExtractor(String name) throws Exception {
    byte[] image = sample(name);
    HeaderStep step = ImageHeaderParser.read(new CountingImage(image));
    assertThat(step).isInstanceOf(ImageHeader.class);
    assertThat(MetadataExtractor.Values.of((ImageHeader) step))
        .isEqualTo(MetadataExtractor.read(image));
  }

  @ParameterizedTest
  @MethodSource("names")
  void reportsAnAnimation(String name) throws IOException {
    ImageHeader header = (ImageHeader) ImageHeaderParser.read(new CountingImage(sample(name)));
    assertThat(header.animated()).isEqualTo(name.contains("animated"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesForWindowsOfAnySize(String name) throws IOException {
    byte[] image = sample(name);
    HeaderStep expected = ImageHeaderParser.read(new CountingImage(image));
    for (int windowSize : new int[] {64, 65, 97, 1000, 4096, 65_536, image.length}) {
      assertThat(WindowedReader.read(image, windowSize)).as("%s", windowSize).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesOrReportsMissingBytesForAPrefix(String name) throws IOException {
    byte[] image = sample(name);
    HeaderStep expected = ImageHeaderParser.read(new CountingImage(image));
    IntStream.concat(IntStream.range(12, Math.min(300, image.length)), IntStream.of(5000, 59_999))
        .filter(length -> length < image.length)
        .forEach(
            length -> {
              HeaderStep step = WindowedReader.read(Arrays.copyOf(image, length), 256);
              if (step instanceof Unusable unusable) {
                assertThat(unusable.code()).isEqualTo("image.truncated");
              } else {
                assertThat(step).isEqualTo(expected);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("names")
  void samplesMatchTheirNames(String name) {
    String bytes = new String(sample(name), ISO_8859_1);
    if (name.contains("restart")) {
      assertThat(bytes.contains("\u00FF\u00DD\0\u0004")).isTrue();
      assertThat(bytes.contains("\u00FF\u00D0")).isTrue();
    }
    if (name.contains("progressive") && !name.endsWith("PNG")) {
      assertThat(bytes.contains("\u00FF\u00C2\0")).isTrue();
    }
    if (name.contains("cmyk")) {
      assertThat(bytes.contains("Adobe\0")).isTrue();
    }
  }

  private static byte[] sample(String name) {
    return samples.getOrDefault(name, new byte[0]);
  }
}
