package io.github.titanembeddings.transport;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The HTTP clients on the class path, told to wait for an answer as long as an attempt may take: by
 * themselves they give up after 30 seconds. Where it is the AWS SDK that has to choose between
 * several, or is told which to take, the choice is left to it.
 */
final class DefaultHttpClients {
  private DefaultHttpClients() {}

  /** The one blocking HTTP client there is, interruptible. */
  static Optional<SdkHttpClient.Builder<?>> blocking(Duration attemptTimeout, ReplyRule rule) {
    return SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkHttpService.class)
            .map(service -> InterruptibleHttpClient.over(service, waiting(attemptTimeout), rule));
  }

  /** The one asynchronous HTTP client there is. */
  static Optional<SdkAsyncHttpClient.Builder<?>> async(Duration attemptTimeout, ReplyRule rule) {
    return SdkSystemSetting.ASYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkAsyncHttpService.class)
            .map(service -> new AsyncBuilder(service, waiting(attemptTimeout), rule));
  }

  /** The settings of a client that waits so long for reading and for writing. */
  static AttributeMap waiting(Duration attemptTimeout) {
    return AttributeMap.builder()
        .put(SdkHttpConfigurationOption.READ_TIMEOUT, attemptTimeout)
        .put(SdkHttpConfigurationOption.WRITE_TIMEOUT, attemptTimeout)
        .build();
  }

  private static <T> Optional<T> only(Class<T> type) {
    ServiceLoader<T> services = ServiceLoader.load(type, type.getClassLoader());
    Iterator<T> found = services.iterator();
    if (!found.hasNext()) {
      return Optional.empty();
    }
    T first = found.next();
    return found.hasNext() ? Optional.empty() : Optional.of(first);
  }

  private record AsyncBuilder(SdkAsyncHttpService service, AttributeMap settings, ReplyRule rule)
      implements SdkAsyncHttpClient.Builder<AsyncBuilder> {
    @Override
    public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
      return RecordingAsyncHttpClient.over(
          service.createAsyncHttpClientFactory().buildWithDefaults(settings.merge(defaults)), rule);
    }
  }
}
