package io.github.titanembeddings.transport.internal;

import java.util.function.Supplier;
import software.amazon.awssdk.core.client.builder.SdkAsyncClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Offers the library's HTTP client to the builder of an AWS client, where the caller may set
 * another. Not thread-safe.
 */
public final class OfferedHttpClient {
  private final Runnable withdrawal;
  private AttributeMap settings = AttributeMap.empty();
  private boolean isUsed;

  private OfferedHttpClient(Runnable withdrawal) {
    this.withdrawal = withdrawal;
  }

  /** Offers the blocking HTTP client of the class path, made interruptible. */
  public static OfferedHttpClient blocking(SdkSyncClientBuilder<?, ?> client, ReplyRule rule) {
    OfferedHttpClient offered = new OfferedHttpClient(() -> client.httpClientBuilder(null));
    DefaultHttpClients.blocking()
        .ifPresent(
            service ->
                client.httpClientBuilder(
                    defaults ->
                        InterruptibleHttpClient.over(service, offered.use(), rule)
                            .buildWithDefaults(defaults)));
    return offered;
  }

  /** Offers the asynchronous HTTP client of the class path, which several AWS clients share. */
  public static OfferedHttpClient async(
      SdkAsyncClientBuilder<?, ?> client, SharedHttpClient shared, ReplyRule rule) {
    OfferedHttpClient offered = new OfferedHttpClient(() -> client.httpClientBuilder(null));
    DefaultHttpClients.async()
        .ifPresent(
            service ->
                client.httpClientBuilder(
                    defaults -> {
                      AttributeMap settings = offered.use().merge(defaults);
                      return shared.open(
                          () -> RecordingAsyncHttpClient.over(client(service, settings), rule));
                    }));
    return offered;
  }

  private static SdkAsyncHttpClient client(SdkAsyncHttpService service, AttributeMap settings) {
    Supplier<SdkAsyncHttpClient> maker =
        () -> service.createAsyncHttpClientFactory().buildWithDefaults(settings);
    return settings.get(SdkHttpConfigurationOption.PROTOCOL) == Protocol.HTTP2
        ? new RenewedHttpClient(maker)
        : maker.get();
  }

  /** Sets the settings of the HTTP client, once the AWS client's timeouts are known. */
  void settings(AttributeMap settings) {
    this.settings = settings;
  }

  private AttributeMap use() {
    isUsed = true;
    return settings;
  }

  /** Returns whether the AWS client was built with it. */
  public boolean isUsed() {
    return isUsed;
  }

  /** Leaves the choice to the AWS client's builder. */
  void withdraw() {
    withdrawal.run();
  }
}
