package io.github.titanembeddings.support.batch;

import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Requests, and the service's responses to them. */
public final class BatchSamples {
  public static final String ID = "abcdef123456";
  public static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/" + ID;
  public static final String CUSTOM_MODEL =
      "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/" + ID;
  public static final Response CREATED = Response.ok("{\"jobArn\":\"" + ARN + "\"}");

  private BatchSamples() {}

  public static BatchInferenceRequest.Builder request() {
    return BatchInferenceRequest.builder()
        .jobName("catalog")
        .roleArn("arn:aws:iam::123456789012:role/Batch")
        .inputUri("s3://shop/in/")
        .outputUri("s3://shop/out/");
  }

  public static String job(String status, String more) {
    return """
        {"jobArn":"%s","jobName":"catalog","status":"%s","modelId":"%s","roleArn":"%s",
         "submitTime":"2026-11-01T10:00:00Z","inputDataConfig":{"s3InputDataConfig":{"s3Uri":"s3://shop/in/"}},
         "outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://shop/out/"}}%s}"""
        .formatted(
            ARN,
            status,
            BatchInferenceRequest.BASE_MODEL,
            "arn:aws:iam::123456789012:role/Batch",
            more);
  }

  public static Response jobIs(String status) {
    return Response.ok(job(status, ""));
  }

  /** A member to add to a job: the token of a request. */
  public static String tokenOf(BatchInferenceRequest request) {
    return ",\"clientRequestToken\":\"" + request.clientRequestToken() + "\"";
  }

  public static Response list(String... jobs) {
    return Response.ok("{\"invocationJobSummaries\":" + array(jobs) + "}");
  }

  public static Response page(String nextToken, String... jobs) {
    return Response.ok(
        "{\"invocationJobSummaries\":" + array(jobs) + ",\"nextToken\":\"" + nextToken + "\"}");
  }

  private static String array(String... jobs) {
    return Arrays.stream(jobs).collect(Collectors.joining(",", "[", "]"));
  }
}
