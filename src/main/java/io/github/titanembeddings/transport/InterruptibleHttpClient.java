package io.github.titanembeddings.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client with one thing added: interrupting a thread that waits for an answer aborts its
 * request at once, where it would wait until bytes come or a timeout ends.
 */
final class InterruptibleHttpClient implements SdkHttpClient {
  private final SdkHttpClient client;

  private InterruptibleHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  /** A builder of the client that a service makes with these settings. */
  static SdkHttpClient.Builder<?> over(SdkHttpService service, AttributeMap settings) {
    return new Builder(service, settings);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Request(client.prepareRequest(request));
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private record Builder(SdkHttpService service, AttributeMap settings)
      implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new InterruptibleHttpClient(
          service.createHttpClientBuilder().buildWithDefaults(settings.merge(defaults)));
    }
  }

  private record Request(ExecutableHttpRequest request) implements ExecutableHttpRequest {
    @Override
    public HttpExecuteResponse call() throws IOException {
      AbortedByInterrupt interrupt = new AbortedByInterrupt(request::abort);
      HttpExecuteResponse response;
      boolean completed = false;
      interrupt.enter();
      try {
        response = request.call();
        completed = true;
      } finally {
        interrupt.leave(completed);
      }
      return HttpExecuteResponse.builder()
          .response(response.httpResponse())
          .responseBody(response.responseBody().map(this::interruptible).orElse(null))
          .build();
    }

    private AbortableInputStream interruptible(AbortableInputStream body) {
      return AbortableInputStream.create(new Body(body), body);
    }

    @Override
    public void abort() {
      request.abort();
    }
  }

  private static final class Body extends FilterInputStream {
    private final AbortedByInterrupt interrupt;

    private Body(AbortableInputStream body) {
      super(body);
      this.interrupt = new AbortedByInterrupt(body::abort);
    }

    @Override
    public int read() throws IOException {
      boolean completed = false;
      interrupt.enter();
      try {
        int read = in.read();
        completed = true;
        return read;
      } finally {
        interrupt.leave(completed);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      boolean completed = false;
      interrupt.enter();
      try {
        int read = in.read(target, offset, length);
        completed = true;
        return read;
      } finally {
        interrupt.leave(completed);
      }
    }
  }

  /**
   * Surrounds what blocks so that the interrupting thread itself aborts it, as it would close a
   * channel.
   */
  private static final class AbortedByInterrupt extends AbstractInterruptibleChannel {
    private final Runnable abort;

    private AbortedByInterrupt(Runnable abort) {
      this.abort = abort;
    }

    private void enter() {
      begin();
    }

    private void leave(boolean completed) throws IOException {
      end(completed);
    }

    @Override
    protected void implCloseChannel() {
      abort.run();
    }
  }
}
