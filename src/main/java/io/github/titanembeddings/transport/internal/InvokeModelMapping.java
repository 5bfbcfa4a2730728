package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/** Builds the requests and reads the responses of InvokeModel, for both clients of the AWS SDK. */
public final class InvokeModelMapping {
  private static final String JSON = "application/json";

  private InvokeModelMapping() {}

  /** Returns a request with the retries of its client, or none if the call forbids them. */
  public static InvokeModelRequest request(InvokeCall call) {
    return request(call, call.retries() ? null : RetryStrategies.NO_RETRIES_OVERRIDE);
  }

  /** Returns a request with its client's retries, whose attempts are recorded. */
  public static InvokeModelRequest recorded(InvokeCall call, CallRecord record) {
    return request(
        call,
        AwsRequestOverrideConfiguration.builder()
            .putExecutionAttribute(
                SdkInternalExecutionAttribute.SDK_HTTP_EXECUTION_ATTRIBUTES,
                SdkHttpExecutionAttributes.builder().put(CallRecord.ATTRIBUTE, record).build())
            .build());
  }

  private static InvokeModelRequest request(
      InvokeCall call, @Nullable AwsRequestOverrideConfiguration override) {
    return InvokeModelRequest.builder()
        .modelId(call.modelId().value())
        .contentType(JSON)
        .accept(JSON)
        .body(SdkBytes.fromByteArrayUnsafe(call.body()))
        .overrideConfiguration(withHeaders(call.headers().toMap(), override))
        .build();
  }

  /** Adds HTTP headers rather than request members, which older versions of the AWS SDK lack. */
  private static @Nullable AwsRequestOverrideConfiguration withHeaders(
      Map<String, String> headers, @Nullable AwsRequestOverrideConfiguration override) {
    if (headers.isEmpty()) {
      return override;
    }
    AwsRequestOverrideConfiguration.Builder all =
        override == null ? AwsRequestOverrideConfiguration.builder() : override.toBuilder();
    headers.forEach(all::putHeader);
    return all.build();
  }

  /** Reads a response; checks the body's size and encoding unless the library's HTTP client did. */
  public static InvokeReply reply(
      InvokeModelResponse response, Endpoint endpoint, CallRecord record) {
    SdkHttpResponse headers = response.sdkHttpResponse();
    byte[] body = response.body().asByteArrayUnsafe();
    if (record.attempts() == 0) {
      ResponseBodyLimit.INVOKE_MODEL.require(headers, body.length);
    }
    return InvokeReply.builder(body)
        .endpoint(endpoint.host())
        .requestId(ResponseHeaders.requestId(headers))
        .serviceLatency(
            ResponseHeaders.number(headers, "X-Amzn-Bedrock-Invocation-Latency")
                .map(Duration::ofMillis)
                .orElse(null))
        .inputTokenCount(
            ResponseHeaders.number(headers, "X-Amzn-Bedrock-Input-Token-Count").orElse(null))
        .attempts(Math.max(1, record.attempts()))
        .build();
  }
}
