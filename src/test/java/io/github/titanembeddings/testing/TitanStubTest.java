package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TitanStubTest {
  private static final byte[] IMAGE = TestImages.png(20, 10);

  @AutoClose private final TitanStub stub = TitanStub.start();

  @TempDir private Path folder;

  @Test
  void equalInputsHaveEqualUnitVectors() {
    Embedding shoe = text("shoe");

    assertThat(text("shoe")).isEqualTo(shoe);
    assertThat(shoe.norm()).isEqualTo(1, within(1e-5));
    assertThat(shoe.cosine(text("boot"))).isEqualTo(0, within(0.15));
    assertThat(image(IMAGE)).isEqualTo(image(IMAGE.clone())).isNotEqualTo(shoe);
  }

  @Test
  void inputsDeclaredAlikeAreSimilar() throws IOException {
    byte[] other = TestImages.jpeg(9, 9);
    Path file = Files.write(folder.resolve("third.png"), TestImages.png(3, 3));
    stub.alike("shoe", IMAGE, file).alike("hat", other);

    assertThat(text("shoe").cosine(image(IMAGE))).isEqualTo(0.95, within(0.05));
    assertThat(image(IMAGE).cosine(image(TestImages.png(3, 3)))).isGreaterThan(0.8);
    assertThat(text("hat").cosine(image(other))).isGreaterThan(0.8);
    assertThat(text("hat").cosine(text("shoe"))).isLessThan(0.2);
    assertThatIllegalArgumentException().isThrownBy(() -> stub.alike("shoe", 7));
  }

  @Test
  void rejectsImageThatTheVectorSourceCannotDecode() {
    stub.vectors(
        new VectorSource() {
          @Override
          public float[] text(String text, int length) {
            return new float[length];
          }

          @Override
          public float[] image(byte[] image, int length) {
            throw new IllegalArgumentException("cut off");
          }
        });

    ServiceException refusal =
        assertThrows(
            ServiceException.class, () -> stub.client().embed(r -> r.image(ImageInput.of(IMAGE))));

    assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.REJECTED);
    assertThat(refusal).hasMessageContaining("cut off");
    assertThat(stub.requestCount()).isOne();
  }

  @Test
  void usesTheVectorSource() {
    stub.vectors(
        new VectorSource() {
          @Override
          public float[] text(String text, int length) {
            float[] vector = new float[length];
            vector[0] = text.length();
            return vector;
          }

          @Override
          public float[] image(byte[] image, int length) {
            return new float[length];
          }
        });

    assertThat(text("abc").get(0)).isEqualTo(1);
    assertThat(image(IMAGE).norm()).isZero();
  }

  @Test
  void recordsRequests() {
    stub.client().embed(r -> r.text("shoe").image(ImageInput.of(IMAGE)).outputEmbeddingLength(384));
    StubRequest request = stub.requests().get(0);

    assertThat(request.modelId()).isEqualTo("amazon.titan-embed-image-v1");
    assertThat(request.text()).isEqualTo("shoe");
    assertThat(request.image()).extracting(ImageInfo::width).isEqualTo(20);
    assertThat(request.imageSha256()).hasSize(64);
    assertThat(request.outputEmbeddingLength()).isEqualTo(384);
    assertThat(request.status()).isEqualTo(200);
    assertThat(request.header("Content-Type")).hasValue("application/json");
    assertThat(request.header("none")).isEmpty();
    assertThat(request.toString()).doesNotContain("shoe").contains("status 200");
    assertThat(stub.requestCount()).isEqualTo(1);
    EqualsVerifier.forClass(StubRequest.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(ControlRequest.class).suppress(Warning.NULL_FIELDS).verify();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1",
        "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.titan-embed-image-v1"
      })
  void acceptsThroughputsAndTheBaseModelByArn(String arn) {
    stub.client().withModel(ModelId.of(arn)).embed(r -> r.text("a"));

    assertThat(stub.requests().get(0).modelId()).isEqualTo(arn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazon.nova-2-multimodal-embeddings-v1:0",
        "amazon.titan-embed-image-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-v4:0"
      })
  void rejectsUnknownModels(String id) {
    TitanEmbeddingsClient other = stub.client().withModel(ModelId.of(id));

    assertThat(failure(ServiceException.class, other))
        .hasMessageContaining("The provided model identifier is invalid.");
  }

  @Test
  void similarityIsTransitive() {
    stub.alike("a", "b").alike("c", "d").alike("b", "c");

    assertThat(text("a").cosine(text("d"))).isGreaterThan(0.8);
    assertThat(text("a").cosine(text("b"))).isGreaterThan(0.8);
    assertThatIllegalArgumentException().isThrownBy(() -> stub.alike());
  }

  @Test
  void resetRestoresTheInitialState() {
    Embedding a = text("a");
    stub.alike("b", "a").throttle(9).requestsPerMinute(1).latency(Duration.ofSeconds(9));
    stub.model(ModelId.of("mine")).limitEachSide(true);
    stub.reset();

    assertThat(stub.requestCount()).isZero();
    assertThat(stub.requests()).isEmpty();
    assertThat(text("a")).isEqualTo(a);
    assertThat(text("a").cosine(text("b"))).isLessThan(0.2);
    assertThat(image(TestImages.png(4000, 100)).length()).isEqualTo(1024);
    assertThrows(
        ServiceException.class,
        () -> stub.client().withModel(ModelId.of("mine")).embed(r -> r.text("a")));
  }

  @Test
  void remainsUsableAfterItsClientsAreClosed() {
    try (TitanEmbeddingsClient titan = stub.client();
        TitanEmbeddingsAsyncClient async = stub.asyncClient()) {
      assertThat(titan.embed(r -> r.text("a")).embedding())
          .isEqualTo(async.embed(r -> r.text("a")).join().embedding());
    }
    assertThat(text("a").length()).isEqualTo(1024);
  }

  @Test
  void buildersCreateIndependentClients() {
    try (TitanEmbeddingsClient titan =
            stub.clientBuilder().embeddingConfig(EmbeddingConfig.of(256)).build();
        TitanEmbeddingsAsyncClient async =
            stub.asyncClientBuilder().embeddingConfig(EmbeddingConfig.of(384)).build()) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(256);
      assertThat(async.embed(r -> r.text("a")).join().embedding().length()).isEqualTo(384);
    }
  }

  @Test
  void acceptsTheLargestImageThatFitsTheBody() {
    byte[] largest = Arrays.copyOf(IMAGE, 18_749_949);
    EmbeddingResponse response =
        stub.client().embed(r -> r.image(ImageInput.of(largest)).outputEmbeddingLength(1024));
    InvalidRequestException refusal =
        assertThrows(
            InvalidRequestException.class,
            () ->
                stub.client()
                    .embed(
                        r ->
                            r.image(ImageInput.of(Arrays.copyOf(IMAGE, 18_749_950)))
                                .outputEmbeddingLength(1024)));

    assertThat(response.embedding().length()).isEqualTo(1024);
    assertThat(refusal.violations().get(0).code()).isEqualTo("body.too-large");
    assertThat(stub.requestCount()).isOne();
  }

  private Embedding text(String text) {
    return stub.client().embed(r -> r.text(text)).embedding();
  }

  private Embedding image(byte[] image) {
    return stub.client().embed(r -> r.image(ImageInput.of(image))).embedding();
  }

  private static <T extends Throwable> T failure(Class<T> type, TitanEmbeddingsClient titan) {
    return assertThrows(type, () -> titan.embed(r -> r.text("a")));
  }
}
