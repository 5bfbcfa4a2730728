package io.github.titanembeddings.transport;

import java.time.Duration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** HTTP clients of one connection: a call that does not give it back stops the next one. */
public final class OneConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private OneConnection() {}

  /** The library's blocking HTTP client, with one connection. */
  public static SdkHttpClient.Builder<?> sync() {
    return sync(PATIENCE);
  }

  /** The same, with a limit for the wait for the connection. */
  public static SdkHttpClient.Builder<?> sync(Duration patience) {
    SdkHttpService service =
        () ->
            (SdkHttpClient.Builder)
                Apache5HttpClient.builder()
                    .maxConnections(1)
                    .connectionAcquisitionTimeout(patience);
    return InterruptibleHttpClient.over(service, AttributeMap.empty(), ReplyRule.INVOKE_MODEL);
  }

  /** The AWS SDK's asynchronous HTTP client, with one connection, of HTTP/1.1 as the server's. */
  public static SdkAsyncHttpClient.Builder<?> async() {
    return async(PATIENCE);
  }

  /** The same, with a limit for the wait for the connection. */
  public static SdkAsyncHttpClient.Builder<?> async(Duration patience) {
    return new Recording(
        NettyNioAsyncHttpClient.builder()
            .maxConcurrency(1)
            .protocol(Protocol.HTTP1_1)
            .connectionAcquisitionTimeout(patience));
  }

  /** The same of one stream, of the protocol that the AWS SDK chooses: HTTP/2. */
  public static SdkAsyncHttpClient.Builder<?> asyncHttp2() {
    return new Recording(
        NettyNioAsyncHttpClient.builder().maxConcurrency(1).connectionAcquisitionTimeout(PATIENCE));
  }

  private record Recording(SdkAsyncHttpClient.Builder<?> client)
      implements SdkAsyncHttpClient.Builder<Recording> {
    @Override
    public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
      return RecordingAsyncHttpClient.over(
          client.buildWithDefaults(defaults), ReplyRule.INVOKE_MODEL);
    }
  }
}
