package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.TitanStub;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * Prints the bytes that the calling thread allocates for a text call to Titan Text Embeddings V2:
 * with the bare AWS SDK, which leaves the response unread, and with this library. The library must
 * allocate at most 1.10 times the SDK's bytes plus the size of the response.
 */
public final class TextCallBytes {
  private static final int CALLS = 300;
  private static final String TEXT = "red running shoe";
  private static final ModelId MODEL = ModelId.onDemand(ModelFamily.TEXT_V2);

  private TextCallBytes() {}

  public static void main(String[] args) {
    try (TitanStub stub = TitanStub.start();
        TitanEmbeddingsClient titan = stub.clientBuilder().modelId(MODEL).build();
        BedrockRuntimeClient sdk =
            BedrockRuntimeClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
                .endpointOverride(stub.endpoint())
                .httpClientBuilder(Apache5HttpClient.builder())
                .build()) {
      int reply = bare(sdk).body().asByteArrayUnsafe().length;
      Runnable ours = () -> titan.embedText(r -> r.text(TEXT));
      bytes(() -> bare(sdk));
      bytes(ours);
      long bare = bytes(() -> bare(sdk));
      long library = bytes(ours);
      System.out.printf(
          Locale.ROOT,
          "AWS SDK %,d bytes, reply %,d bytes, library %,d bytes: %.2f of the limit%n",
          bare,
          reply,
          library,
          library / (1.10 * bare + reply));
    }
  }

  private static InvokeModelResponse bare(BedrockRuntimeClient sdk) {
    byte[] body = ("{\"inputText\":\"" + TEXT + "\"}").getBytes(UTF_8);
    return sdk.invokeModel(
        r ->
            r.modelId(MODEL.value())
                .contentType("application/json")
                .accept("application/json")
                .body(SdkBytes.fromByteArray(body)));
  }

  private static long bytes(Runnable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }
}
