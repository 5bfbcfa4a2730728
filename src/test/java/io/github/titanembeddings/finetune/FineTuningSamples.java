package io.github.titanembeddings.finetune;

import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Requests, the service's responses to them, and clients of a fake service. */
public final class FineTuningSamples {
  public static final String JOB_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/"
          + "amazon.titan-embed-image-v1:0/abcdef123456";
  public static final String MODEL_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:custom-model/"
          + "amazon.titan-embed-image-v1:0/abcdef123456";
  public static final String THROUGHPUT_ARN =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdef123456";

  private FineTuningSamples() {}

  static FineTuningClient client(FakeBedrock bedrock) {
    return builder(bedrock).build();
  }

  /** Returns a builder of a client that retries immediately and waits on the fake's clock. */
  static FineTuningClient.Builder builder(FakeBedrock bedrock) {
    return FineTuningClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(bedrock.endpoint())
        .bedrock(FakeBedrock::retryImmediately)
        .timing(bedrock.ticks);
  }

  static String job(String status, String more) {
    return """
        {"jobArn":"%s","jobName":"tune","outputModelName":"shoes","roleArn":"%s","status":"%s",
         "creationTime":"2026-11-01T10:00:00Z","baseModelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0",
         "hyperParameters":{"epochCount":"Auto","batchSize":"576","learningRate":"5.00E-05"},
         "trainingDataConfig":{"s3Uri":"s3://data/train.jsonl"},
         "validationDataConfig":{"validators":[{"s3Uri":"s3://data/validation.jsonl"}]},
         "outputDataConfig":{"s3Uri":"s3://data/out/"}%s}"""
        .formatted(JOB_ARN, "arn:aws:iam::123456789012:role/Tuner", status, more);
  }

  static Response jobIs(String status) {
    return Response.ok(job(status, ""));
  }

  static Response throughputIs(String status, String model, String desired) {
    return Response.ok(
        """
        {"provisionedModelArn":"%s","provisionedModelName":"shoes","status":"%s","modelUnits":2,
         "desiredModelUnits":2,"modelArn":"%s","desiredModelArn":"%s","foundationModelArn":"a",
         "creationTime":"2026-11-01T10:00:00Z","lastModifiedTime":"2026-11-01T10:00:00Z"}"""
            .formatted(THROUGHPUT_ARN, status, model, desired));
  }

  static Response throughputIs(String status) {
    return throughputIs(status, MODEL_ARN, MODEL_ARN);
  }

  public static FineTuningRequest.Builder request() {
    return FineTuningRequest.builder()
        .jobName("tune")
        .customModelName("shoes")
        .roleArn("arn:aws:iam::123456789012:role/Tuner")
        .trainingDataUri("s3://data/train.jsonl")
        .validationDataUri("s3://data/validation.jsonl")
        .outputDataUri("s3://data/out/");
  }

  static ProvisionedThroughputRequest.Builder throughput() {
    return ProvisionedThroughputRequest.builder()
        .provisionedModelName("shoes")
        .modelId(MODEL_ARN)
        .modelUnits(2);
  }
}
