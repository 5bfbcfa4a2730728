package io.github.titanembeddings.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.springframework.ai.bedrock.titan.BedrockTitanEmbeddingModel;
import org.springframework.ai.bedrock.titan.BedrockTitanEmbeddingModel.InputType;
import org.springframework.ai.bedrock.titan.api.TitanEmbeddingBedrockApi;
import software.amazon.awssdk.regions.Region;

/** Embeds with the two Java frameworks that support the model. */
final class Frameworks {
  private Frameworks() {}

  /** Its client is private, so a system property of the AWS SDK sets the endpoint. */
  static Embedder springAi(URI endpoint, Payload payload) {
    System.setProperty("aws.endpointUrlBedrockRuntime", endpoint.toString());
    BedrockTitanEmbeddingModel model =
        new BedrockTitanEmbeddingModel(
                new TitanEmbeddingBedrockApi(
                    Embedders.MODEL,
                    Embedders.CREDENTIALS,
                    Region.US_EAST_1,
                    new ObjectMapper(),
                    Duration.ofMinutes(1)),
                ObservationRegistry.NOOP)
            .withInputType(payload.isText() ? InputType.TEXT : InputType.IMAGE);
    if (payload.isText()) {
      return () -> model.embed(Payload.TEXT);
    }
    byte[] image = payload.image();
    return () -> model.embed(Base64.getEncoder().encodeToString(image));
  }

  static Embedder langChain4j(URI endpoint, Payload payload) {
    if (!payload.isText()) {
      throw new UnsupportedOperationException("text only");
    }
    EmbeddingModel model =
        dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel.builder()
            .model("amazon.titan-embed-text-v1")
            .client(Embedders.client(endpoint))
            .build();
    return () -> model.embed(Payload.TEXT);
  }
}
