package io.github.titanembeddings.testing.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the stub rejects, over plain HTTP. */
class StubErrorTest {
  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"inputText\":\" \"}",
        "{\"inputText\":7}",
        "{\"inputText\":null,\"inputImage\":null}",
        "{\"inputImage\":\"?\"}",
        "{\"inputImage\":\"AAAA\"}",
        "{\"inputText\":\"a\",\"dimensions\":256}",
        "{\"inputText\":\"a\",\"embeddingConfig\":{\"outputEmbeddingLength\":512}}",
        "{\"inputText\":\"a\",\"embeddingConfig\":{\"outputEmbeddingLength\":\"256\"}}",
        "{\"inputText\":\"a\",\"embeddingConfig\":{\"normalize\":true}}",
        "{\"inputText\":\"a\",\"embeddingConfig\":5}",
        "{\"inputText\":\"a\",\"embeddingConfig\":\"x\"}",
        "{\"inputText\":\"a\",\"embeddingConfig\":[]}",
        "{\"inputText\":\"a\"}{}",
        "{\"inputText\":\"a\"} more"
      })
  void rejectsBodiesThatViolateTheSchema(String body) throws Exception {
    HttpResponse<String> response = send(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-amzn-ErrorType").orElseThrow())
        .startsWith("ValidationException:http://");
    assertThat(response.body())
        .contains("\"message\":\"Malformed input request")
        .contains("please reformat your input and try again.");
  }

  @Test
  void rejectsTooLargeBody() throws Exception {
    byte[] padding = new byte[25_000_000];
    Arrays.fill(padding, (byte) ' ');
    String spaces = new String(padding, US_ASCII);

    assertThat(send("{\"inputText\":\"a\"}" + spaces.substring(17)).statusCode()).isEqualTo(200);
    assertThat(send("{\"inputText\":\"a\"}" + spaces).statusCode()).isEqualTo(400);
  }

  @Test
  void countsTokensByItsOwnRule() throws Exception {
    assertThat(send("{\"inputText\":\"" + "a ".repeat(256) + "\"}").body())
        .contains("\"inputTextTokenCount\":256");
    assertThat(send("{\"inputText\":\"" + "a ".repeat(257) + "\"}").body())
        .isEqualTo(
            "{\"message\":\"400 Bad Request: Too many input tokens. Max input tokens: 256, request"
                + " input token count: 257 \"}");
    assertThat(RequestInput.tokens("red, running-shoe! 日本")).isEqualTo(8);
  }

  private static HttpResponse<String> send(String body) throws IOException, InterruptedException {
    URI uri = STUB.endpoint().resolve("/model/amazon.titan-embed-image-v1/invoke");
    return http()
        .send(
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient http() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }
}
