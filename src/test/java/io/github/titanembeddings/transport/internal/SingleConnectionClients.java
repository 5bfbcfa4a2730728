package io.github.titanembeddings.transport.internal;

import java.time.Duration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** HTTP clients of one connection: a call that does not give it back stops the next one. */
public final class SingleConnectionClients {
  private SingleConnectionClients() {}

  /** Returns the library's blocking HTTP client with one connection. */
  public static SdkHttpClient.Builder<?> sync(Duration patience) {
    SdkHttpService service =
        () ->
            (SdkHttpClient.Builder)
                Apache5HttpClient.builder()
                    .maxConnections(1)
                    .connectionAcquisitionTimeout(patience);
    return InterruptibleHttpClient.over(
        service, AttributeMap.empty(), ResponseBodyLimit.INVOKE_MODEL);
  }

  /** Returns the library's asynchronous HTTP client with one connection, over HTTP/1.1. */
  public static SdkAsyncHttpClient.Builder<?> async(Duration patience) {
    return new Recording(
        NettyNioAsyncHttpClient.builder()
            .maxConcurrency(1)
            .protocol(Protocol.HTTP1_1)
            .connectionAcquisitionTimeout(patience));
  }

  private record Recording(SdkAsyncHttpClient.Builder<?> client)
      implements SdkAsyncHttpClient.Builder<Recording> {
    @Override
    public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
      return RecordingAsyncHttpClient.over(
          client.buildWithDefaults(defaults), ResponseBodyLimit.INVOKE_MODEL);
    }
  }
}
