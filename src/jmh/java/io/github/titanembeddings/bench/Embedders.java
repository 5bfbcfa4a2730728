package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/** Embeds with this library, and with the AWS SDK in several ways. */
final class Embedders {
  static final String MODEL = "amazon.titan-embed-image-v1";
  static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("benchmark", "benchmark"));

  private static final int LENGTH = 1024;

  private Embedders() {}

  static Embedder library(URI endpoint, Payload payload) {
    TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(CREDENTIALS)
            .build();
    if (payload.isText()) {
      return () -> titan.embed(r -> r.text(Payload.TEXT));
    }
    byte[] image = payload.image();
    return () -> titan.embed(r -> r.image(ImageInput.of(image)));
  }

  static Embedder bareSdk(URI endpoint, Payload payload) {
    BedrockRuntimeClient client = client(endpoint);
    byte[] body = payload.isText() ? textBody() : OneCopy.body(payload.image());
    return () -> invoke(client, SdkBytes.fromByteArrayUnsafe(body));
  }

  static Embedder oneCopy(URI endpoint, Payload payload) {
    BedrockRuntimeClient client = client(endpoint);
    Supplier<byte[]> body = oneCopyBody(payload);
    return () -> invoke(client, SdkBytes.fromByteArrayUnsafe(body.get()));
  }

  static Embedder oneCopyRead(URI endpoint, Payload payload) {
    BedrockRuntimeClient client = client(endpoint);
    Supplier<byte[]> body = oneCopyBody(payload);
    JsonFactory json = new JsonFactory();
    return () -> {
      InvokeModelResponse response = invoke(client, SdkBytes.fromByteArrayUnsafe(body.get()));
      return vector(json, response.body().asByteArrayUnsafe());
    };
  }

  private static Supplier<byte[]> oneCopyBody(Payload payload) {
    if (payload.isText()) {
      return Embedders::textBody;
    }
    byte[] image = payload.image();
    return () -> OneCopy.body(image);
  }

  private static float[] vector(JsonFactory json, byte[] reply) throws IOException {
    float[] vector = new float[LENGTH];
    try (JsonParser parser = json.createParser(reply)) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {}
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        vector[i] = parser.getFloatValue();
      }
    }
    return vector;
  }

  static Embedder sample(URI endpoint, Payload payload) {
    BedrockRuntimeClient client = client(endpoint);
    ObjectMapper json = new ObjectMapper();
    if (payload.isText()) {
      return () -> sample(client, json, json.createObjectNode().put("inputText", Payload.TEXT));
    }
    byte[] image = payload.image();
    return () -> {
      String base64 = Base64.getEncoder().encodeToString(image);
      return sample(client, json, json.createObjectNode().put("inputImage", base64));
    };
  }

  private static List<Double> sample(
      BedrockRuntimeClient client, ObjectMapper json, ObjectNode request) throws Exception {
    InvokeModelResponse response =
        invoke(client, SdkBytes.fromUtf8String(json.writeValueAsString(request)));
    JsonNode reply = json.readTree(response.body().asUtf8String());
    List<Double> vector = new ArrayList<>();
    reply.get("embedding").forEach(number -> vector.add(number.asDouble()));
    return vector;
  }

  static BedrockRuntimeClient client(URI endpoint) {
    return BedrockRuntimeClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .build();
  }

  static byte[] textBody() {
    return ("{\"inputText\":\"" + Payload.TEXT + "\"}").getBytes(UTF_8);
  }

  static InvokeModelResponse invoke(BedrockRuntimeClient client, SdkBytes body) {
    return client.invokeModel(
        request ->
            request
                .modelId(MODEL)
                .contentType("application/json")
                .accept("application/json")
                .body(body));
  }
}
