package io.github.titanembeddings.storage.internal;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/** The only asynchronous HTTP client on the class path, with a connection limit. */
public record PooledHttpClient(SdkAsyncHttpService service, int count)
    implements SdkAsyncHttpClient.Builder<PooledHttpClient> {
  /** The AWS SDK's default of 10 seconds fails reads that are only queued. */
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofMinutes(10);

  /** Returns an empty result if the AWS SDK must choose between clients or a setting names one. */
  public static Optional<PooledHttpClient> of(int count) {
    Iterator<SdkAsyncHttpService> found =
        ServiceLoader.load(SdkAsyncHttpService.class, SdkAsyncHttpService.class.getClassLoader())
            .iterator();
    if (SdkSystemSetting.ASYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent() || !found.hasNext()) {
      return Optional.empty();
    }
    SdkAsyncHttpService first = found.next();
    return found.hasNext() ? Optional.empty() : Optional.of(new PooledHttpClient(first, count));
  }

  @Override
  public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
    AttributeMap settings =
        AttributeMap.builder()
            .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, count)
            .put(SdkHttpConfigurationOption.MAX_PENDING_CONNECTION_ACQUIRES, Integer.MAX_VALUE)
            .put(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT, ACQUIRE_TIMEOUT)
            .build();
    return service.createAsyncHttpClientFactory().buildWithDefaults(settings.merge(defaults));
  }
}
