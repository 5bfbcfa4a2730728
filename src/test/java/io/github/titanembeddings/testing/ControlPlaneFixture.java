package io.github.titanembeddings.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.GetProvisionedModelThroughputResponse;
import software.amazon.awssdk.services.bedrock.model.Validator;

/** A stub with a manual clock, and the AWS SDK's client of its control plane. */
final class ControlPlaneFixture implements AutoCloseable {
  static final String BASE = "amazon.titan-embed-image-v1:0";

  private static final Validator VALIDATION =
      Validator.builder().s3Uri("s3://shop/validation.jsonl").build();

  final ManualClock clock = new ManualClock();
  final TitanStub stub = TitanStub.start();
  final StubControlPlane fineTuning = stub.fineTuning().clock(clock);
  final BedrockClient bedrock = client(stub.endpoint());

  static BedrockClient client(URI endpoint) {
    return BedrockClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  /** Submits a valid job with changes and returns its ARN. */
  String submit(String name, Consumer<CreateModelCustomizationJobRequest.Builder> changes) {
    return bedrock
        .createModelCustomizationJob(
            r -> {
              r.jobName(name)
                  .customModelName(name.replaceAll("[^a-z0-9]", "_"))
                  .roleArn("arn:aws:iam::123456789012:role/tuner")
                  .baseModelIdentifier(BASE)
                  .trainingDataConfig(d -> d.s3Uri("s3://shop/train.jsonl"))
                  .validationDataConfig(d -> d.validators(VALIDATION))
                  .outputDataConfig(d -> d.s3Uri("s3://shop/out/"))
                  .hyperParameters(
                      Map.of("epochCount", "auto", "batchSize", "576", "learningRate", "0.00005"));
              changes.accept(r);
            })
        .jobArn();
  }

  String submit(String name) {
    return submit(name, r -> {});
  }

  GetModelCustomizationJobResponse job(String identifier) {
    return bedrock.getModelCustomizationJob(r -> r.jobIdentifier(identifier));
  }

  /** Provisions a unit without commitment and returns its ARN. */
  String provision(String name, String modelId) {
    return bedrock
        .createProvisionedModelThroughput(
            r -> r.provisionedModelName(name).modelId(modelId).modelUnits(1))
        .provisionedModelArn();
  }

  GetProvisionedModelThroughputResponse throughput(String identifier) {
    return bedrock.getProvisionedModelThroughput(r -> r.provisionedModelId(identifier));
  }

  void pass(Duration time) {
    clock.move(time);
  }

  @Override
  public void close() {
    bedrock.close();
    stub.close();
  }
}
