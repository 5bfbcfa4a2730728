package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.internal.json.ReplyReader.Reply;
import io.github.titanembeddings.validation.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of Titan Text Embeddings V2, which have the vector twice and perhaps as bits. */
class EmbeddingsByTypeTest {
  private static final Limits SHORT =
      Limits.titanTextV2().toBuilder().outputEmbeddingLengths(3).build();
  private static final ModelRequest BOTH =
      TextEmbeddingRequest.builder()
          .text("a")
          .limits(SHORT)
          .dimensions(3)
          .embeddingTypes(EmbeddingType.FLOAT, EmbeddingType.BINARY)
          .build();
  private static final ModelRequest FLOATS =
      TextEmbeddingRequest.builder().text("a").limits(SHORT).dimensions(3).build();

  private static Reply read(String body, ModelRequest request) {
    return ReplyReader.read(body.getBytes(UTF_8), request, "request-1", () -> "origin: ");
  }

  private static String reply(String byType) {
    return "{\"embedding\":[0.5,-1.5,2],\"embeddingsByType\":"
        + byType
        + ",\"inputTextTokenCount\":7}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"embedding\":[0.5,-1.5,2.0],\"embeddingsByType\":{\"float\":[0.5,-1.5,2.0],\"binary\":[1,0,1]},\"inputTextTokenCount\":7}",
        "{\"embedding\":[0.5,-1.5,2],\"inputTextTokenCount\":7,\"embeddingsByType\":{\"binary\":[1,0,1]}}",
        " {\"inputTextTokenCount\":7,\"embeddingsByType\":{\"binary\":[1, 0,"
            + " 1],\"float\":[9,9]},\"embedding\":[0.5,-1.5,2]} ",
        "{\"embeddingsByType\":{\"int8\":[[1],{\"binary\":[0]}],\"binary\":[1,0,1],\"float\":null},\"embedding\":[0.5,-1.5,2],\"inputTextTokenCount\":7}",
        "{\"embeddingsByType\":{\"binary\":[1,0,1],\"float\":[0.5,-1.5,2]},\"inputTextTokenCount\":7}",
        "{\"embedding\":null,\"inputTextTokenCount\":7,\"embeddingsByType\":{\"float\":[0.5,-1.5,2],\"binary\":[1,0,1]}}"
      })
  void readsEachFormInAnyOrder(String body) {
    Reply reply = read(body, BOTH);

    assertThat(reply.vector()).containsExactly(0.5f, -1.5f, 2);
    assertThat(reply.binary()).isEqualTo(BinaryEmbedding.of(true, false, true));
    assertThat(reply.inputTextTokenCount()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"float\":[0.5,-1.5,2.0]}", "{}", "null", "[]", "7", "\"binary\""})
  void needsNoFormThatIsNotRequested(String byType) {
    Reply reply = read(reply(byType), FLOATS);

    assertThat(reply.vector()).hasSize(3);
    assertThat(reply.binary()).isNull();
    assertThat(reply.inputTextTokenCount()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"float\":[0.5,-1.5,2.0]}",
        "{\"binary\":null}",
        "{\"binary\":\"101\"}",
        "{\"binary\":{\"0\":1}}",
        "null",
        "[[1,0,1]]"
      })
  void requiresTheBitsThatAreRequested(String byType) {
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> read(reply(byType), BOTH))
        .withMessageContaining("expected 3 bits, got none at $.embeddingsByType.binary")
        .satisfies(e -> assertThat(e.requestId()).hasValue("request-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|expected 3 bits, got 0|$.embeddingsByType.binary",
        "[1,0]|expected 3 bits, got 2|$.embeddingsByType.binary",
        "[1,0,1,1]|expected 3 bits, got 4|$.embeddingsByType.binary",
        "[1,2,1]|expected 0 or 1|$.embeddingsByType.binary[1]",
        "[-1,0,1]|expected 0 or 1|$.embeddingsByType.binary[0]",
        "[1,0,1.0]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,true]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,\"1\"]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,[1]]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,null]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,99999999999]|expected 0 or 1|$.embeddingsByType.binary[2]",
        "[1,0,1],\"binary\":[1,0,1]|expected one member|$.embeddingsByType.binary"
      })
  void rejectsBitsThatAreNotOnePerDimension(String bits, String problem, String path) {
    for (ModelRequest request : new ModelRequest[] {BOTH, FLOATS}) {
      assertThatExceptionOfType(MalformedReplyException.class)
          .isThrownBy(() -> read(reply("{\"binary\":" + bits + "}"), request))
          .withMessageContaining(problem)
          .satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }
  }

  /** The vector is read from one place; the other one is not compared with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"embedding\":[1,2,3],\"embeddingsByType\":{\"float\":[7,8,9]}}",
        "{\"embeddingsByType\":{\"float\":[7,8,9]},\"embedding\":[1,2,3]}",
        "{\"embeddingsByType\":{\"float\":[7,8]},\"embedding\":[1,2,3]}",
        "{\"embeddingsByType\":{\"float\":[null,8,9]},\"embedding\":[1,2,3]}",
        "{\"embeddingsByType\":{\"float\":[1,2,3]}}"
      })
  void prefersTheEmbeddingToTheFloatsByType(String body) {
    assertThat(read(body, FLOATS).vector()).containsExactly(1, 2, 3);
  }

  /** The service omits the embedding from a response for bits alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"binary\":[1,0,1]}|expected 3 floats, got none|$.embedding",
        "{\"float\":[1,2]}|expected 3 floats, got 2|$.embeddingsByType.float",
        "{\"float\":[1,2,3,4]}|expected 3 floats, got 4|$.embeddingsByType.float",
        "{\"float\":[1,\"NaN\",3]}|expected a finite float|$.embeddingsByType.float[1]",
        "{\"float\":[1,2,1e39]}|expected a finite float|$.embeddingsByType.float[2]"
      })
  void requiresAVectorOfFloats(String byType, String problem, String path) {
    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> read("{\"embeddingsByType\":" + byType + "}", FLOATS))
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.path()).isEqualTo(path));
  }

  @Test
  void namesTheBeginningOfALongPath() {
    String nested = "{\"binary\":".repeat(2_000) + "1" + "}".repeat(2_000);

    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> read(reply(nested), BOTH))
        .withMessageContaining("$.embeddingsByType.binary.binary")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void aMessageCountsWhateverTheForms() {
    String body = "{\"message\":\"no\",\"embeddingsByType\":{\"binary\":[7]}}";

    assertThat(read(body, BOTH).message()).isEqualTo("no");
  }

  /** The text models return their own default length: 384 and 512 of the other model are short. */
  @ParameterizedTest
  @CsvSource({"TEXT_V2, 384, 1024", "TEXT_V2, 512, 1024", "TEXT_V1, 1024, 1536"})
  void rejectsTheLengthOfAnotherModel(ModelFamily family, int found, int expected) {
    ModelRequest request = TextEmbeddingRequest.builder(family).text("a").build();
    String body = "{\"embedding\":[" + "0.5,".repeat(found - 1) + "0.5]}";

    assertThatExceptionOfType(MalformedReplyException.class)
        .isThrownBy(() -> read(body, request))
        .withMessageContaining("expected " + expected + " floats, got " + found);
  }
}
