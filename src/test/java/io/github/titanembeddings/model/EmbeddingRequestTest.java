package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingRequestTest {
  private static final ImageInput IMAGE = ImageInput.of(TestImages.png(4, 3));

  @Test
  void unsetValuesHaveDefaults() {
    EmbeddingRequest request = EmbeddingRequest.ofText("shoe");

    assertThat(request.text()).hasValue("shoe");
    assertThat(request.image()).isEmpty();
    assertThat(request.embeddingConfig().outputEmbeddingLength()).isEqualTo(1024);
    assertThat(request.limits()).isEqualTo(Limits.titanMultimodalG1());
    assertThat(request.textOverflow()).isEqualTo(TextOverflow.REJECT);
    assertThat(request.imageFit()).isEqualTo(ImageFit.REJECT);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 384, 1024})
  void acceptsTheLengthsOfTheModel(int length) {
    EmbeddingRequest request = request(r -> r.text("shoe").outputEmbeddingLength(length));

    assertThat(request.embeddingConfig()).isEqualTo(EmbeddingConfig.of(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 255, 257, 383, 385, 512, 1023, 1025, Integer.MAX_VALUE})
  void rejectsOtherLengths(int length) {
    assertThat(refused(r -> r.text("shoe").embeddingConfig(EmbeddingConfig.of(length))))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("embedding-length.not-offered");
              assertThat(violation.path()).isEqualTo("embeddingConfig.outputEmbeddingLength");
              assertThat(violation.actual()).isEqualTo(length + " dimensions");
              assertThat(violation.limit()).isEqualTo("one of [256, 384, 1024]");
            });
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003"})
  void treatsABlankTextAsAbsent(String blank) {
    assertThat(request(r -> r.text(blank).image(IMAGE)).text()).isEmpty();
    assertThat(refused(r -> r.text(blank)))
        .extracting(Violation::code)
        .containsExactly("input.missing");
  }

  @Test
  void reportsAllViolationsTogether() {
    List<Violation> violations =
        refused(
            r ->
                r.text("\uD83D " + "word ".repeat(300))
                    .image(ImageInput.of(new byte[0]))
                    .outputEmbeddingLength(7));

    assertThat(violations)
        .extracting(Violation::code)
        .containsExactly(
            "text.lone-surrogate",
            "text.too-many-tokens",
            "image.empty",
            "embedding-length.not-offered");
  }

  @Test
  void laterValueReplacesAndNullUnsets() {
    EmbeddingRequest request =
        request(r -> r.text("a").text("b").image(IMAGE).image((ImageInput) null));

    assertThat(request).isEqualTo(EmbeddingRequest.ofText("b"));
  }

  @Test
  void builderCanBeReused() {
    EmbeddingRequest.Builder builder = EmbeddingRequest.builder().text("a");
    EmbeddingRequest first = builder.build();
    EmbeddingRequest second = builder.text("b").build();

    assertThat(first.text()).hasValue("a");
    assertThat(second.text()).hasValue("b");
    assertThat(first.toBuilder().text("b").build()).isEqualTo(second);
  }

  @Test
  void defaultsFillOnlyUnsetValues() {
    Limits few = Limits.titanMultimodalG1().toBuilder().set(Limit.TEXT_TOKENS, 2).build();
    EmbeddingRequest.Builder defaults =
        EmbeddingRequest.builder()
            .text("never taken")
            .image(IMAGE)
            .outputEmbeddingLength(384)
            .limits(few)
            .textOverflow(TextOverflow.SEND)
            .imageFit(ImageFit.DOWNSCALE);

    EmbeddingRequest filled = withDefaults(EmbeddingRequest.builder().text("a b c d"), defaults);
    assertThat(filled.embeddingConfig()).isEqualTo(EmbeddingConfig.of(384));
    assertThat(filled.limits()).isEqualTo(few);
    assertThat(filled.textOverflow()).isEqualTo(TextOverflow.SEND);
    assertThat(filled.imageFit()).isEqualTo(ImageFit.DOWNSCALE);
    assertThat(filled.text()).hasValue("a b c d");
    assertThat(filled.image()).isEmpty();

    EmbeddingRequest own =
        withDefaults(
            EmbeddingRequest.builder()
                .text("a")
                .outputEmbeddingLength(256)
                .imageFit(ImageFit.REJECT),
            defaults);
    assertThat(own.embeddingConfig()).isEqualTo(EmbeddingConfig.of(256));
    assertThat(own.imageFit()).isEqualTo(ImageFit.REJECT);
  }

  private static EmbeddingRequest withDefaults(
      EmbeddingRequest.Builder builder, EmbeddingRequest.Builder defaults) {
    ModelAccess.get().addDefaults().accept(builder, defaults);
    return builder.build();
  }

  @ParameterizedTest
  @EnumSource
  void rejectsALoneSurrogateUnderAnyPolicy(TextOverflow overflow) {
    assertThat(refused(r -> r.text("ok \uDE00").textOverflow(overflow)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("text.lone-surrogate");
              assertThat(violation.actual())
                  .isEqualTo("half of a surrogate pair, U+DE00, at index 3");
            });
    assertThat(request(r -> r.text("ok \uD83D\uDE00").textOverflow(overflow)).text()).isPresent();
  }

  @Test
  void buildReadsNoFile() {
    Path nowhere = Path.of("no", "such", "file.png");

    assertThat(request(r -> r.image(ImageInput.of(nowhere))).image()).isPresent();
  }

  @Test
  void toStringShowsFortyCharactersAndSizes() {
    EmbeddingRequest request =
        request(r -> r.text("x".repeat(39) + "\uD83D\uDE00 secret").image(IMAGE));

    assertThat(request.toString())
        .contains("\"" + "x".repeat(39) + "…\"")
        .doesNotContain("secret")
        .containsPattern("ImageInput\\[[0-9]+ bytes\\]");
    assertThat(request(r -> r.image(IMAGE))).asString().startsWith("EmbeddingRequest[no text, ");
    assertThat(EmbeddingRequest.ofText("short")).asString().contains("\"short\", no image");
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(EmbeddingRequest.class)
        .suppress(Warning.NULL_FIELDS)
        .withPrefabValues(ImageInput.class, IMAGE, ImageInput.of(new byte[] {1}))
        .verify();
  }

  private static EmbeddingRequest request(Consumer<EmbeddingRequest.Builder> fields) {
    EmbeddingRequest.Builder builder = EmbeddingRequest.builder();
    fields.accept(builder);
    return builder.build();
  }

  private static List<Violation> refused(Consumer<EmbeddingRequest.Builder> fields) {
    return Failures.violations(() -> request(fields));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00A0", "\u200B", "\u0007\u001B", " \uFEFF\u3000"})
  void treatsATextWithoutVisibleCharactersAsAbsent(String text) {
    assertThat(request(r -> r.text(text).image(IMAGE)).text()).isEmpty();
    assertThrows(
        InvalidRequestException.class, () -> EmbeddingRequest.builder().text(text).build());
  }

  @Test
  void acceptsAFileOrBytesAsImage() {
    byte[] bytes = TestImages.png(3, 4);
    Path file = Path.of("image.png");

    assertThat(request(r -> r.image(bytes)).image()).hasValue(ImageInput.of(bytes));
    assertThat(request(r -> r.image(file)).image()).hasValue(ImageInput.of(file));
    assertThat(request(r -> r.text("a").image(bytes).image((byte[]) null)).image()).isEmpty();
    assertThat(request(r -> r.text("a").image(file).image((Path) null)).image()).isEmpty();
  }
}
