package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Builds requests and clients, and reads responses, of both the blocking and the asynchronous AWS
 * SDK client.
 */
public final class BedrockClients {
  private static final String JSON = "application/json";
  private static final AwsRequestOverrideConfiguration SENT_ONCE =
      AwsRequestOverrideConfiguration.builder().addPlugin(AwsClients.NO_RETRIES).build();

  private BedrockClients() {}

  public static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C extends SdkAutoCloseable>
      C build(
          B client,
          ConnectionSettings connection,
          Consumer<B> configuration,
          DefaultHttpClient http) {
    AwsClients.authenticate(
        connection,
        scheme ->
            client.authSchemeProvider(
                BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of(scheme))),
        client::tokenProvider);
    return AwsClients.build(client, connection, configuration, http);
  }

  /** Returns a request with the retries of its client, or none if the call forbids them. */
  public static InvokeModelRequest request(InvokeCall call) {
    InvokeModelRequest.Builder request = start(call);
    return (call.retries() ? request : request.overrideConfiguration(SENT_ONCE)).build();
  }

  private static InvokeModelRequest.Builder start(InvokeCall call) {
    return InvokeModelRequest.builder()
        .modelId(call.modelId().value())
        .contentType(JSON)
        .accept(JSON)
        .body(SdkBytes.fromByteArrayUnsafe(call.body()));
  }

  /** Returns a request with its client's retries, whose attempts are recorded. */
  public static InvokeModelRequest recorded(InvokeCall call, CallRecord record) {
    return start(call)
        .overrideConfiguration(
            AwsRequestOverrideConfiguration.builder()
                .putExecutionAttribute(
                    SdkInternalExecutionAttribute.SDK_HTTP_EXECUTION_ATTRIBUTES,
                    SdkHttpExecutionAttributes.builder().put(CallRecord.ATTRIBUTE, record).build())
                .build())
        .build();
  }

  /** Reads a response, with the checks that the library's HTTP clients make while reading. */
  public static InvokeReply reply(
      InvokeModelResponse response, Endpoint endpoint, CallRecord record) {
    SdkHttpResponse headers = response.sdkHttpResponse();
    byte[] body = response.body().asByteArrayUnsafe();
    ResponseBodyLimit.INVOKE_MODEL.require(headers, body.length);
    return InvokeReply.builder(body)
        .endpoint(endpoint.host())
        .requestId(headers.firstMatchingHeader("x-amzn-RequestId").orElse(null))
        .serviceLatency(
            Headers.number(headers, "X-Amzn-Bedrock-Invocation-Latency")
                .map(Duration::ofMillis)
                .orElse(null))
        .inputTokenCount(Headers.number(headers, "X-Amzn-Bedrock-Input-Token-Count").orElse(null))
        .attempts(Math.max(1, record.attempts()))
        .build();
  }
}
