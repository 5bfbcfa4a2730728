package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.TruncatedText;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEmbeddingRequestTest {
  private static final String EMOJI = "\uD83D\uDE00";

  private static TextEmbeddingRequest request(Consumer<TextEmbeddingRequest.Builder> fields) {
    TextEmbeddingRequest.Builder builder = TextEmbeddingRequest.builder().text("a");
    fields.accept(builder);
    return builder.build();
  }

  private static TextEmbeddingRequest v1(Consumer<TextEmbeddingRequest.Builder> fields) {
    TextEmbeddingRequest.Builder builder =
        TextEmbeddingRequest.builder(ModelFamily.TEXT_V1).text("a");
    fields.accept(builder);
    return builder.build();
  }

  private static List<Violation> refused(Runnable build) {
    return Failures.violations(build::run);
  }

  private static List<Violation> refused(Consumer<TextEmbeddingRequest.Builder> fields) {
    return refused(() -> request(fields));
  }

  @Test
  void defaultsAreThoseOfTheService() {
    TextEmbeddingRequest request = TextEmbeddingRequest.of("red shoe");

    assertThat(request.family()).isEqualTo(ModelFamily.TEXT_V2);
    assertThat(request.text()).hasValue("red shoe");
    assertThat(request.image()).isEmpty();
    assertThat(request.probeImage()).isEmpty();
    assertThat(request.vectorLength()).isEqualTo(1024);
    assertThat(request.normalize()).isTrue();
    assertThat(request.embeddingTypes()).containsExactly(EmbeddingType.FLOAT);
    assertThat(request.limits()).isEqualTo(Limits.titanTextV2());
    assertThat(request.textOverflow()).isEqualTo(TextOverflow.REJECT);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512, 1024})
  void v2AcceptsItsThreeLengths(int length) {
    assertThat(request(r -> r.dimensions(length)).vectorLength()).isEqualTo(length);
    assertThat(request(r -> r.vectorLength(length))).isEqualTo(request(r -> r.dimensions(length)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 255, 257, 384, 511, 513, 1023, 1025, 1536, Integer.MAX_VALUE})
  void v2RejectsOtherLengths(int length) {
    assertThat(refused(r -> r.dimensions(length)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("embedding-length.not-offered");
              assertThat(violation.path()).isEqualTo("dimensions");
              assertThat(violation.limit()).isEqualTo("one of [256, 512, 1024]");
            });
  }

  /** 512 is a length of the text model only, 384 of the multimodal one only. */
  @ParameterizedTest
  @CsvSource({"384, true, false", "512, false, true"})
  void lengthsDifferByModel(int length, boolean ofMultimodal, boolean ofText) {
    assertThat(Limits.titanMultimodalG1().outputEmbeddingLengths().contains(length))
        .isEqualTo(ofMultimodal);
    assertThat(Limits.titanTextV2().outputEmbeddingLengths().contains(length)).isEqualTo(ofText);
    if (!ofMultimodal) {
      assertThat(
              refused(
                  () -> EmbeddingRequest.builder().text("a").outputEmbeddingLength(length).build()))
          .extracting(Violation::path)
          .containsExactly("embeddingConfig.outputEmbeddingLength");
    }
  }

  /** An early page of the multimodal model gave V1 1,024 dimensions. */
  @Test
  void v1Has1536DimensionsAndNoSettings() {
    assertThat(v1(r -> {}).vectorLength()).isEqualTo(1536);
    assertThat(v1(r -> r.dimensions(1536)).vectorLength()).isEqualTo(1536);
    assertThat(v1(r -> {}).limits()).isEqualTo(Limits.titanTextV1());
    assertThat(refused(() -> v1(r -> r.dimensions(1024))))
        .extracting(Violation::code)
        .containsExactly("embedding-length.not-offered");
    assertThat(
            refused(() -> v1(r -> r.normalize(true).embeddingTypes(EmbeddingType.FLOAT).text(" "))))
        .extracting(Violation::path, Violation::code)
        .containsExactly(
            tuple("inputText", "input.missing"),
            tuple("normalize", "setting.not-offered"),
            tuple("embeddingTypes", "setting.not-offered"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u200B\n", "\u0000"})
  void requiresAText(String text) {
    assertThat(refused(r -> r.text(text)))
        .singleElement()
        .satisfies(v -> assertThat(v.code()).isEqualTo("input.missing"));
    assertThat(refused(r -> r.text(null))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void rejectsALoneSurrogate(TextOverflow overflow) {
    for (String text : List.of("\uDE00a", "a\uD83D")) {
      assertThat(refused(r -> r.text(text).textOverflow(overflow)))
          .extracting(Violation::code)
          .containsExactly("text.lone-surrogate");
    }
  }

  @Test
  void rejectsTextWhoseMinimumTokenCountExceedsTheLimit() {
    String longest = "a ".repeat(8_191) + "a";

    assertThat(request(r -> r.text(longest)).text()).hasValue(longest);
    assertThat(refused(r -> r.text(longest + " a")))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("text.too-many-tokens");
              assertThat(violation.actual()).startsWith("at least 8,193 tokens");
              assertThat(violation.limit()).isEqualTo("at most 8,192 tokens");
            });
    assertThat(v1(r -> r.text(longest)).text()).hasValue(longest);
    assertThat(refused(() -> v1(r -> r.text(longest + " a")))).hasSize(1);
  }

  @Test
  void strictLimitsTheEstimatedTokens() {
    String longest = "abcdefghi ".repeat(3_850) + "a";
    assertThat(request(r -> r.text(longest).textOverflow(TextOverflow.STRICT)).text()).isPresent();
    assertThat(refused(r -> r.text(longest + " abcd").textOverflow(TextOverflow.STRICT)))
        .singleElement()
        .satisfies(
            violation ->
                assertThat(violation.actual()).startsWith("probably 8,193 tokens in 38,506"));
  }

  @Test
  void countsCharactersOfATextWithTooManyTokensAsCodePoints() {
    assertThat(refused(r -> r.text(EMOJI.repeat(50_001)).textOverflow(TextOverflow.STRICT)))
        .extracting(Violation::actual)
        .containsExactly("probably 10,639 tokens in 50,001 characters", "50,001 characters");
  }

  /** Characters are code points, so that no text is rejected that one reading would allow. */
  @ParameterizedTest
  @ValueSource(strings = {"x", EMOJI})
  void limitsCharactersOfV2(String character) {
    String longest = character.repeat(50_000);

    assertThat(request(r -> r.text(longest)).text()).hasValue(longest);
    assertThat(refused(r -> r.text(longest + character)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("text.too-many-characters");
              assertThat(violation.actual()).isEqualTo("50,001 characters");
              assertThat(violation.limit()).isEqualTo("at most 50,000 characters");
              assertThat(violation.remedy()).contains("TextOverflow.TRUNCATE");
            });
    assertThat(v1(r -> r.text(longest + character)).text()).isPresent();
    for (TextOverflow overflow : List.of(TextOverflow.TRUNCATE, TextOverflow.SEND)) {
      assertThat(request(r -> r.text(longest + character).textOverflow(overflow)).text())
          .hasValue(longest + character);
    }
  }

  @Test
  void reportsEverythingAtOnce() {
    assertThat(refused(r -> r.text("a ".repeat(50_001) + "\uD83D").dimensions(384)))
        .extracting(Violation::code)
        .containsExactly(
            "text.lone-surrogate",
            "text.too-many-tokens",
            "text.too-many-characters",
            "embedding-length.not-offered");
  }

  @Test
  void truncatesToBothLimits() {
    TruncatedText characters = cut("x".repeat(25_000) + " " + "y".repeat(30_000), r -> {});
    assertThat(characters.text().codePointCount(0, characters.text().length())).isLessThan(50_001);
    assertThat(characters.truncation())
        .hasValueSatisfying(cut -> assertThat(cut.originalLength()).isEqualTo(55_001));

    Limits few = Limits.titanTextV2().toBuilder().set(Limit.TEXT_CHARACTERS, 10).build();
    assertThat(cut("  red shoe and more", r -> r.limits(few)).text()).isEqualTo("red shoe");
    assertThat(cut(EMOJI.repeat(11), r -> r.limits(few)).text()).isEqualTo(EMOJI.repeat(10));
    assertThat(cut(EMOJI.repeat(10), r -> r.limits(few)).truncation()).isEmpty();
    assertThat(refused(() -> cut("\u0007".repeat(20) + "x", r -> r.limits(few))))
        .extracting(Violation::code)
        .containsExactly("text.too-many-characters");
  }

  private static TruncatedText cut(String text, Consumer<TextEmbeddingRequest.Builder> fields) {
    TextEmbeddingRequest request =
        request(
            r -> {
              r.text(text).textOverflow(TextOverflow.TRUNCATE);
              fields.accept(r);
            });
    return Objects.requireNonNull(PreparedRequest.of(request, Runnable::run).join().text());
  }

  @Test
  void takesNoImage() {
    TextEmbeddingRequest request = TextEmbeddingRequest.of("a");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ModelAccess.get()
                    .withImage()
                    .apply(request, ModelAccess.get().imageSource().apply(image()).orElseThrow()))
        .withMessageContaining("Titan Text Embeddings V2");
  }

  private static EmbeddingRequest image() {
    return EmbeddingRequest.ofImage(ImageInput.of(TestImages.png(3, 3)));
  }

  @Test
  void builderIsForTextModels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextEmbeddingRequest.builder(ModelFamily.MULTIMODAL_G1))
        .withMessage("Titan Multimodal Embeddings G1 takes an EmbeddingRequest");
  }

  @Test
  void toBuilderKeepsAllValues() {
    TextEmbeddingRequest all =
        request(
            r ->
                r.dimensions(512)
                    .normalize(false)
                    .embeddingTypes(EmbeddingType.BINARY)
                    .limits(Limits.titanTextV2())
                    .textOverflow(TextOverflow.SEND));

    assertThat(all.toBuilder().build()).isEqualTo(all);
    assertThat(all.embeddingTypes()).containsExactly(EmbeddingType.FLOAT, EmbeddingType.BINARY);
    assertThat(all.toBuilder().dimensions(null).normalize(null).build().vectorLength())
        .isEqualTo(1024);
  }

  @Test
  void defaultsFillOnlyUnsetValues() {
    TextEmbeddingRequest.Builder builder = TextEmbeddingRequest.builder().text("a");
    EmbeddingRequest.Builder defaults =
        EmbeddingRequest.builder()
            .text("never taken")
            .outputEmbeddingLength(256)
            .textOverflow(TextOverflow.SEND)
            .imageFit(ImageFit.DOWNSCALE);
    ModelAccess.get().addDefaults().accept(builder, defaults);

    TextEmbeddingRequest filled = builder.build();
    assertThat(filled.text()).hasValue("a");
    assertThat(filled.vectorLength()).isEqualTo(256);
    assertThat(filled.textOverflow()).isEqualTo(TextOverflow.SEND);

    TextEmbeddingRequest.Builder own = request(r -> r.dimensions(512)).toBuilder();
    ModelAccess.get().addDefaults().accept(own, defaults);
    assertThat(own.build().vectorLength()).isEqualTo(512);
  }

  @Test
  void toStringShowsFortyCharacters() {
    assertThat(request(r -> r.text("x".repeat(39) + EMOJI + " secret")).toString())
        .isEqualTo(
            "TextEmbeddingRequest[\""
                + "x".repeat(39)
                + "…\", Titan Text Embeddings V2, 1024 dimensions, [FLOAT]]");
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(TextEmbeddingRequest.class).suppress(Warning.NULL_FIELDS).verify();
  }
}
