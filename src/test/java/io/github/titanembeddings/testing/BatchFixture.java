package io.github.titanembeddings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateModelInvocationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;

/** A stub with a manual clock and a folder as its bucket, and the AWS SDK's client. */
final class BatchFixture implements AutoCloseable {
  static final String INPUT = "s3://shop/in/";

  final ManualClock clock = new ManualClock();
  final TitanStub stub = TitanStub.start();
  final StubControlPlane plane = stub.fineTuning().clock(clock);
  final BedrockClient bedrock = ControlPlaneFixture.client(stub.endpoint());
  final ObjectStore store;
  final StubBatch batch;

  BatchFixture(Path folder) {
    store = LocalObjectStore.of("shop", folder);
    batch = stub.batch().store(store);
  }

  /** Returns lines of records with texts, numbered from {@code first}. */
  static String records(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(BatchFixture::record)
        .collect(Collectors.joining());
  }

  static String record(int number) {
    return String.format(
        Locale.ROOT,
        "{\"recordId\":\"r%05d\",\"modelInput\":{\"inputText\":\"shoe %d\","
            + "\"embeddingConfig\":{\"outputEmbeddingLength\":256}}}\n",
        number,
        number);
  }

  BatchFixture write(String key, String lines) {
    Futures.await(store.write(S3Uri.of("s3://shop/" + key), lines.getBytes(UTF_8)));
    return this;
  }

  /** Submits a valid job with changes and returns its ARN. */
  String submit(String name, Consumer<CreateModelInvocationJobRequest.Builder> changes) {
    return bedrock
        .createModelInvocationJob(
            r -> {
              r.jobName(name)
                  .modelId("amazon.titan-embed-image-v1")
                  .roleArn("arn:aws:iam::123456789012:role/batch")
                  .inputDataConfig(i -> i.s3InputDataConfig(s3 -> s3.s3Uri(INPUT)))
                  .outputDataConfig(o -> o.s3OutputDataConfig(s3 -> s3.s3Uri("s3://shop/out/")));
              changes.accept(r);
            })
        .jobArn();
  }

  String submit(String name) {
    return submit(name, r -> {});
  }

  GetModelInvocationJobResponse job(String identifier) {
    return bedrock.getModelInvocationJob(r -> r.jobIdentifier(identifier));
  }

  /** Submits a job and returns it after its duration of one hour. */
  GetModelInvocationJobResponse run(String name) {
    String arn = submit(name);
    clock.move(Duration.ofHours(1));
    return job(arn);
  }

  /** Returns the names of a job's outputs. */
  List<String> outputs(String arn) {
    S3Uri folder = S3Uri.of(results(arn));
    return Futures.await(store.list(folder, null)).objects().stream()
        .map(ObjectInfo::uri)
        .map(uri -> uri.key().substring(folder.key().length()))
        .toList();
  }

  private static String results(String arn) {
    return "s3://shop/out/" + arn.substring(arn.lastIndexOf('/') + 1) + "/";
  }

  List<JsonNode> output(String arn, String name) {
    try (InputStream in = store.open(S3Uri.of(results(arn) + name))) {
      return new String(in.readAllBytes(), UTF_8).lines().map(BatchFixture::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    bedrock.close();
    stub.close();
  }
}
