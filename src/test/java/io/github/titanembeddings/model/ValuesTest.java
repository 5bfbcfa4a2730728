package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.Set;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equality and text forms of small values. */
class ValuesTest {
  private static final ImageInfo PNG = new ImageInfo("PNG", 2, 3, 70);
  private static final ImageInfo JPEG = new ImageInfo("JPEG", 2, 3, 50);

  @ParameterizedTest
  @ValueSource(
      classes = {
        EmbeddingConfig.class,
        EmbeddingResponse.class,
        ImageAdjustment.class,
        ImageInfo.class,
        SeparateEmbeddings.class,
        TextTruncation.class
      })
  void equalsAndHashCodeAreConsistent(Class<?> value) {
    EqualsVerifier.forClass(value).suppress(Warning.NULL_FIELDS).verify();
  }

  @Test
  void unsetLengthIsTheServiceDefaultAndNotSent() {
    EmbeddingConfig unset = EmbeddingConfig.serviceDefault();

    assertThat(unset.outputEmbeddingLength()).isEqualTo(1024);
    assertThat(unset.explicitOutputEmbeddingLength()).isEmpty();
    assertThat(unset).hasToString("EmbeddingConfig[service default]");
  }

  @Test
  void explicitDefaultLengthIsSet() {
    EmbeddingConfig set = EmbeddingConfig.of(1024);

    assertThat(set.explicitOutputEmbeddingLength()).hasValue(1024);
    assertThat(set)
        .isEqualTo(EmbeddingConfig.of(1024))
        .isNotEqualTo(EmbeddingConfig.serviceDefault());
    assertThat(set).hasToString("EmbeddingConfig[1024]");
  }

  @Test
  void storesAnyLength() {
    assertThat(EmbeddingConfig.of(-7).outputEmbeddingLength()).isEqualTo(-7);
  }

  @Test
  void buildsAResponse() {
    EmbeddingResponse response =
        EmbeddingResponse.builder()
            .embedding(Embedding.of(1, 2))
            .inputTextTokenCount(3)
            .inputTokenCount(4)
            .requestId("id")
            .serviceLatency(Duration.ofMillis(5))
            .truncation(new TextTruncation(10, 6, 1))
            .adjustment(new ImageAdjustment(PNG, JPEG, Set.of(ImageAdjustment.Change.CONVERTED)))
            .build();

    assertThat(response.toBuilder().build()).isEqualTo(response);
    assertThat(response.inputTextTokenCount()).hasValue(3);
    assertThat(response.inputTokenCount()).hasValue(4);
    assertThat(response.serviceLatency()).hasValue(Duration.ofMillis(5));
    assertThat(response)
        .hasToString("EmbeddingResponse[Embedding[2 dimensions], 3 tokens, request id]");
    assertThat(response.truncation().orElseThrow())
        .hasToString("TextTruncation[originalLength=10, keptLength=6, cuts=1]");
    assertThat(response.adjustment().orElseThrow())
        .hasToString(
            "ImageAdjustment[original=PNG 2x3, 70 bytes, sent=JPEG 2x3, 50 bytes,"
                + " changes=[CONVERTED]]");
  }

  @Test
  void imageInfoNamesItsFormat() {
    ImageInfo gif = new ImageInfo("GIF", 2, 3, 70);

    assertThat(gif.formatName()).isEqualTo("GIF");
    assertThat(gif).hasToString("GIF 2x3, 70 bytes");
    assertThat(new ImageInfo("PNG", 2, 3, 70)).isEqualTo(PNG);
  }

  @Test
  void responseRequiresAnEmbedding() {
    assertThatNullPointerException()
        .isThrownBy(() -> EmbeddingResponse.builder().build())
        .withMessage("embedding");
    EmbeddingResponse bare = EmbeddingResponse.builder().embedding(Embedding.of(1)).build();
    assertThat(bare.inputTextTokenCount()).isEmpty();
    assertThat(bare.requestId()).isEmpty();
    assertThat(bare.truncation()).isEmpty();
    assertThat(bare.adjustment()).isEmpty();
    assertThat(bare).hasToString("EmbeddingResponse[Embedding[1 dimensions], unknown tokens]");
  }

  @Test
  void toStringOfCallsAndRepliesShowsSizesOnly() {
    InvokeCall call = InvokeCall.of(ModelId.onDemand(), new byte[12]);

    assertThat(call).hasToString("InvokeCall[amazon.titan-embed-image-v1, 12 bytes]");
    assertThat(call.retries()).isTrue();
    assertThat(InvokeReply.ofJson("{}")).hasToString("InvokeReply[2 bytes]");
  }
}
