package io.github.titanembeddings.transport.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * A blocking HTTP client that can be interrupted: interrupting a thread that waits for a response
 * aborts its request at once. It also notes each attempt in its call's {@link CallRecord} and
 * bounds the response body while it is read.
 */
final class InterruptibleHttpClient implements SdkHttpClient {
  private static final int SKIPPED = 2048;

  private final SdkHttpClient client;
  private final ResponseBodyLimit rule;

  private InterruptibleHttpClient(SdkHttpClient client, ResponseBodyLimit rule) {
    this.client = client;
    this.rule = rule;
  }

  /** A builder of the client that a service makes with these settings. */
  static SdkHttpClient.Builder<?> over(
      SdkHttpService service, AttributeMap settings, ResponseBodyLimit rule) {
    return new Builder(service, settings, rule);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    CallRecord current = CallRecord.current();
    CallRecord record = current == null ? new CallRecord(retry -> {}) : current;
    record.begin();
    return new Request(client.prepareRequest(request), rule, record);
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private record Builder(SdkHttpService service, AttributeMap settings, ResponseBodyLimit rule)
      implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new InterruptibleHttpClient(
          service.createHttpClientBuilder().buildWithDefaults(settings.merge(defaults)), rule);
    }
  }

  private record Request(ExecutableHttpRequest request, ResponseBodyLimit rule, CallRecord record)
      implements ExecutableHttpRequest {
    @Override
    public HttpExecuteResponse call() throws IOException {
      AbortedByInterrupt interrupt = new AbortedByInterrupt(request::abort);
      HttpExecuteResponse response;
      boolean completed = false;
      interrupt.enter();
      try {
        response = request.call();
        completed = true;
      } catch (Throwable e) {
        if (!TransportFailures.isUnsent(e)) {
          record.handedOver();
        }
        record.failed(e);
        throw e;
      } finally {
        interrupt.leave(completed);
      }
      return checked(response);
    }

    private HttpExecuteResponse checked(HttpExecuteResponse response) throws IOException {
      SdkHttpResponse headers = response.httpResponse();
      record.responded(headers);
      ResponseBodyLimit.Check check = rule.check(headers.statusCode());
      ResponseBodyLimit.RefusedException refusal = ResponseBodyLimit.refusedEncoding(headers);
      if (refusal != null) {
        request.abort();
        throw refusal;
      }
      if (response.responseBody().isEmpty()) {
        check.end();
      }
      return HttpExecuteResponse.builder()
          .response(ResponseHeaders.withShortRetryAfter(headers))
          .responseBody(
              response.responseBody().map(body -> interruptible(body, check)).orElse(null))
          .build();
    }

    private AbortableInputStream interruptible(
        AbortableInputStream body, ResponseBodyLimit.Check check) {
      return AbortableInputStream.create(new Body(body, check, record), body);
    }

    @Override
    public void abort() {
      request.abort();
    }
  }

  private static final class Body extends FilterInputStream {
    private final AbortableInputStream body;
    private final AbortedByInterrupt interrupt;
    private final ResponseBodyLimit.Check check;
    private final CallRecord record;

    private Body(AbortableInputStream body, ResponseBodyLimit.Check check, CallRecord record) {
      super(body);
      this.body = body;
      this.interrupt = new AbortedByInterrupt(body::abort);
      this.check = check;
      this.record = record;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? read : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      boolean completed = false;
      interrupt.enter();
      try {
        int read = in.read(target, offset, length);
        completed = true;
        if (read < 0) {
          check.end();
        } else {
          check.add(ByteBuffer.wrap(target, offset, read));
        }
        return read;
      } catch (ResponseBodyLimit.RefusedException e) {
        body.abort(); // closing the body would read the rest of it
        throw e;
      } catch (IOException e) {
        record.failed(e);
        throw e;
      } finally {
        interrupt.leave(completed);
      }
    }

    /** Skips by reading, so that skipped bytes count. */
    @Override
    public long skip(long count) throws IOException {
      return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, SKIPPED)]));
    }
  }

  /**
   * Surrounds a blocking operation, so that the interrupting thread aborts it, as it would close a
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
