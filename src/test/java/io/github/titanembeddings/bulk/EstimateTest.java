package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.testing.TestImages;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final byte[] PICTURE = TestImages.png(2, 3);
  private static final String TEXT = "0123456789";

  private static List<BulkItem> items() {
    EmbeddingRequest both =
        EmbeddingRequest.builder().text(TEXT).image(ImageInput.of(PICTURE)).build();
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
  void countsWhatWouldBeSent() {
    Estimate estimate = Estimate.of(items());

    assertThat(estimate.items()).isEqualTo(4);
    assertThat(estimate.texts()).isEqualTo(3);
    assertThat(estimate.images()).isEqualTo(1);
    assertThat(estimate.unreadable()).isEqualTo(1);
    assertThat(estimate.likelyTokens()).as("3 + 3 + at most 256").isEqualTo(262);
    long base64 = (PICTURE.length + 2L) / 3 * 4;
    assertThat(estimate.bytes()).isEqualTo(10 + 10 + 8_000 + base64);
    assertThat(estimate)
        .hasToString(
            "Estimate[4 items, about 262 tokens, 1 images, "
                + (8_020 + base64)
                + " bytes, 1 unreadable]");
  }

  @Test
  void aStreamIsClosed() {
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
  void theCostIsExact() {
    Estimate estimate = Estimate.of(items());
    Prices prices = Prices.of(new BigDecimal("0.0008"), new BigDecimal("0.00006"));

    assertThat(estimate.cost(prices)).isEqualByComparingTo("0.0002696");
    assertThat(estimate.cost(Prices.of(BigDecimal.ZERO, BigDecimal.ZERO)))
        .isEqualByComparingTo("0");
    assertThat(prices).hasToString("Prices[0.0008 for 1,000 tokens, 0.00006 for an image]");
  }

  @Test
  void aNegativePriceIsRefused() {
    BigDecimal negative = new BigDecimal("-0.01");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prices.of(negative, BigDecimal.ZERO))
        .withMessageContaining("perThousandTokens must not be negative: -0.01");
    assertThatIllegalArgumentException().isThrownBy(() -> Prices.of(BigDecimal.ZERO, negative));
  }

  @Test
  void valuesAreEqualByTheirParts() {
    EqualsVerifier.forClass(Estimate.class).verify();
    EqualsVerifier.forClass(Prices.class)
        .suppress(Warning.NULL_FIELDS, Warning.BIGDECIMAL_EQUALITY)
        .verify();
    EqualsVerifier.forClass(FsyncPolicy.class).suppress(Warning.NULL_FIELDS).verify();
  }
}
