package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EstimateTest {
  @TempDir private Path folder;

  private static final byte[] IMAGE = TestImages.png(2, 3);
  private static final String TEXT = "0123456789";

  private static List<BulkItem> items() {
    EmbeddingRequest both =
        EmbeddingRequest.builder().text(TEXT).image(ImageInput.of(IMAGE)).build();
    EmbeddingRequest tooLong =
        EmbeddingRequest.builder()
            .text("größe ".repeat(1_000))
            .textOverflow(TextOverflow.TRUNCATE)
            .build();
    return List.of(
        BulkItem.of("text", EmbeddingRequest.ofText(TEXT)),
        BulkItem.of("both", both),
        BulkItem.of("too long", tooLong),
        BulkItem.of("missing", EmbeddingRequest.ofImage(ImageInput.of(Path.of("missing.png")))));
  }

  @Test
  void countsTheRequestsOfARun() {
    Estimate estimate = Estimate.of(items());

    assertThat(estimate.items()).isEqualTo(4);
    assertThat(estimate.texts()).isEqualTo(3);
    assertThat(estimate.images()).isEqualTo(1);
    assertThat(estimate.rejected()).isEqualTo(1);
    assertThat(estimate.estimatedTokens()).as("3 + 3 + at most 256").isEqualTo(262);
    long base64 = (IMAGE.length + 2L) / 3 * 4;
    long cut = estimate.bytes() - 10 - 10 - base64;
    assertThat(cut).as("bytes of the text of 8,000, as cut").isBetween(1_000L, 2_000L);
    assertThat(estimate)
        .hasToString(
            "Estimate[items=4, texts=3, estimatedTokens=262, images=1, bytes="
                + estimate.bytes()
                + ", rejected=1]");
  }

  private static byte[] image(String format, int width, int height) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
      assertThat(ImageIO.write(image, format, file)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  static Stream<Arguments> images() {
    byte[] webp = "RIFF....WEBPVP8 ................".getBytes(US_ASCII);
    byte[] damaged = "GIF8".getBytes(US_ASCII);
    return Stream.of(
        Arguments.of("png", image("png", 9, 9), true, true),
        Arguments.of("gif", image("gif", 9, 9), false, true),
        Arguments.of("bmp", image("bmp", 9, 9), false, true),
        Arguments.of("tiff", image("tiff", 9, 9), false, true),
        Arguments.of("large png", image("png", 2049, 2048), false, true),
        Arguments.of("large gif", image("gif", 2049, 2048), false, true),
        Arguments.of("huge png", image("png", 2_300, 2_300), false, false),
        Arguments.of("huge gif", image("gif", 2_300, 2_300), false, false),
        Arguments.of("webp", webp, false, false),
        Arguments.of("damaged", damaged, false, false),
        Arguments.of("text", "hello".getBytes(US_ASCII), false, false),
        Arguments.of("empty", new byte[0], false, false));
  }

  /** The estimate equals the run of the same items. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void countsAnImageThatTheRunSends(
      String name, byte[] content, boolean isSent, boolean isConverted) throws IOException {
    Path file = Files.write(folder.resolve("image"), content);
    LocalObjectStore store = LocalObjectStore.of("data", folder);
    Limits limits =
        Limits.titanMultimodalG1().toBuilder().set(Limit.DECODE_PIXELS, 5_000_000).build();
    for (ImageFit fit : ImageFit.values()) {
      boolean expected = fit == ImageFit.DOWNSCALE ? isConverted : isSent;
      for (ImageInput input :
          List.of(
              ImageInput.of(file),
              ImageInput.fromS3(store, "s3://data/image"),
              ImageInput.of(new ByteArrayInputStream(content)))) {
        BulkItem item =
            BulkItem.of(
                "a", EmbeddingRequest.builder().image(input).imageFit(fit).limits(limits).build());

        Estimate estimate = Estimate.of(List.of(item));
        assertThat(estimate.images()).as("%s %s", fit, input).isEqualTo(expected ? 1 : 0);
        assertThat(estimate.rejected()).isEqualTo(expected ? 0 : 1);
        assertThat(estimate.bytes()).isEqualTo(expected ? (content.length + 2L) / 3 * 4 : 0);
        assertThat(sends(item)).as("sent, %s %s", fit, input).isEqualTo(expected ? 1 : 0);
      }
    }
  }

  private static int sends(BulkItem... items) {
    AtomicInteger sent = new AtomicInteger();
    try (TitanEmbeddingsAsyncClient titan =
        BulkSamples.client(
            call -> {
              sent.incrementAndGet();
              return BulkSamples.good();
            })) {
      BulkEmbedder.of(titan).embed(List.of(items), outcome -> {});
    }
    return sent.get();
  }

  @ParameterizedTest
  @EnumSource
  void countsTruncatedTexts(TextOverflow overflow) {
    String text = "shoe ".repeat(overflow == TextOverflow.TRUNCATE ? 1_000 : 200);
    BulkItem item =
        BulkItem.of("a", EmbeddingRequest.builder().text(text).textOverflow(overflow).build());
    List<Integer> sent = new ArrayList<>();
    try (TitanEmbeddingsAsyncClient titan =
        BulkSamples.client(
            call -> {
              sent.add(BulkSamples.text(call).length());
              return BulkSamples.good();
            })) {
      BulkEmbedder.of(titan).embed(List.of(item), outcome -> {});
    }

    Estimate estimate = Estimate.of(List.of(item));
    assertThat(sent).hasSize(1);
    assertThat(estimate.bytes()).isEqualTo((long) sent.get(0));
    assertThat(estimate.estimatedTokens()).isBetween(200L, 256L);
  }

  @Test
  void countsDuplicatesAsARunWithoutAJournalSendsThem() {
    BulkItem item = BulkItem.of("a", EmbeddingRequest.ofText(TEXT));

    assertThat(Estimate.of(List.of(item, item)).texts()).isEqualTo(sends(item, item)).isEqualTo(2);
  }

  @Test
  void closesTheStream() {
    AtomicBoolean closed = new AtomicBoolean();
    Stream<BulkItem> stream = items().stream().onClose(() -> closed.set(true));

    assertThat(Estimate.of(stream)).isEqualTo(Estimate.of(items()));
    assertThat(closed).isTrue();
  }

  @Test
  void theSlowerQuotaSetsTheTime() {
    Estimate estimate = Estimate.of(items());

    assertThat(estimate.timeAt(Quota.perMinute(3))).isEqualTo(Duration.ofMinutes(1));
    assertThat(estimate.timeAt(Quota.perMinute(3, 131))).isEqualTo(Duration.ofMinutes(2));
    assertThat(estimate.timeAt(Quota.unknown())).isZero();
    assertThat(Estimate.of(List.of()).timeAt(Quota.perMinute(1))).isZero();
  }

  @Test
  void computesTheExactCost() {
    Estimate estimate = Estimate.of(items());

    assertThat(estimate.cost(new BigDecimal("0.0008"), new BigDecimal("0.00006")))
        .isEqualByComparingTo("0.0002696");
    assertThat(estimate.cost(BigDecimal.ZERO, BigDecimal.ZERO)).isEqualByComparingTo("0");
  }

  @Test
  void rejectsANegativePrice() {
    Estimate estimate = Estimate.of(items());
    BigDecimal negative = new BigDecimal("-0.01");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimate.cost(negative, BigDecimal.ZERO))
        .withMessageContaining("perThousandTokens must not be negative: -0.01");
    assertThatIllegalArgumentException().isThrownBy(() -> estimate.cost(BigDecimal.ZERO, negative));
  }

  @Test
  void valuesAreEqualByTheirParts() {
    EqualsVerifier.forClass(Estimate.class).verify();
  }
}
