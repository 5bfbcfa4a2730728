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
    if (connection.isSignedOnly() || AwsClients.isEnvironmentKeyBlank()) {
      client.authSchemeProvider(only(AwsClients.SIGNATURE));
    }
    if (connection.apiKey() != null) {
      client.tokenProvider(AwsClients.tokenProvider(connection.apiKey()));
      client.authSchemeProvider(only(AwsClients.BEARER_TOKEN));
    }
    return AwsClients.build(client, connection, configuration, http);
  }

  private static BedrockRuntimeAuthSchemeProvider only(String scheme) {
    return BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of(scheme));
  }

  /** Returns a request with the retries of its client, or none if the call forbids them. */
  public static InvokeModelRequest request(InvokeCall call) {
    InvokeModelRequest request = requestOfClient(call);
    return call.retries() ? request : request.toBuilder().overrideConfiguration(SENT_ONCE).build();
  }

  /** Returns a request with the retries of its client. */
  public static InvokeModelRequest requestOfClient(InvokeCall call) {
    return InvokeModelRequest.builder()
        .modelId(call.modelId().value())
        .contentType(JSON)
        .accept(JSON)
        .body(SdkBytes.fromByteArrayUnsafe(call.body()))
        .build();
  }

  /** Returns a request with its client's retries, whose attempts are recorded. */
  public static InvokeModelRequest recorded(InvokeModelRequest request, CallRecord record) {
    return request.toBuilder()
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
