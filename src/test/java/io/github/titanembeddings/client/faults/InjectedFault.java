package io.github.titanembeddings.client.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.client.ClientProtocol;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A fault of the connection and the expected failure.
 *
 * @param onSocket how the bare socket does it
 * @param onStub how the stub does it, if it can
 * @param kind the kind or class of the exception
 * @param cause the class of its cause, if it has one
 */
record InjectedFault(
    String name,
    FaultyServer.Behavior onSocket,
    @Nullable StubResponse onStub,
    Object kind,
    @Nullable Class<? extends Throwable> cause,
    boolean retryable) {
  private static final Duration LATE = Duration.ofSeconds(20);
  private static final String HUGE = " ".repeat((1 << 20) + 1);

  static Stream<InjectedFault> all(FaultyServer server) {
    return Stream.of(
        broken("reset before the response", (socket, out) -> FaultyServer.reset(socket))
            .onStub(StubResponse.connectionReset()),
        broken("closed before the response", (socket, out) -> socket.close())
            .onStub(StubResponse.emptyReply()),
        broken(
            "reset in the headers",
            (socket, out) -> {
              FaultyServer.write(out, "HTTP/1.1 200 OK\r\nContent-Ty");
              FaultyServer.reset(socket);
            }),
        broken(
            "closed in the headers",
            (socket, out) -> {
              FaultyServer.write(out, "HTTP/1.1 200 OK\r\nContent-Ty");
              socket.close();
            }),
        broken(
            "closed in a later header",
            (socket, out) -> {
              FaultyServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nA: b\r\nC: d\r\nE");
              socket.close();
            }),
        broken("reset in the body", (socket, out) -> half(socket, out, true)),
        broken("closed in the body", (socket, out) -> half(socket, out, false))
            .onStub(StubResponse.brokenBody()),
        broken(
            "not HTTP",
            (socket, out) -> {
              FaultyServer.write(out, "220 mail ready\r\n\r\n");
              socket.close();
            }),
        late("no response", (socket, out) -> server.hang())
            .onStub(StubResponse.body(FaultyServer.VECTOR).after(LATE)),
        late("slow drip", (socket, out) -> server.drip(out)),
        late(
            "content length too long",
            (socket, out) ->
                FaultyServer.respond(
                    out, 200, "", FaultyServer.VECTOR.length() + 1, FaultyServer.VECTOR)),
        cutOff("empty reply", ""),
        cutOff("invalid JSON", "{\"embedding\":[1,2"),
        malformed("HTML", "<html>busy</html>", JsonProcessingException.class),
        malformed("no vector", "{}", null),
        malformed("short vector", "{\"embedding\":[1,2,3],\"inputTextTokenCount\":1}", null),
        malformed(
            "duplicate member", FaultyServer.VECTOR.replace("{", "{\"embedding\":[1],"), null),
        unreadable("huge reply", 200, "", HUGE),
        unreadable("huge error", 400, "", HUGE),
        unreadable("huge failure", 503, "", HUGE),
        unreadable("wrong checksum", 200, "x-amz-crc32: 12\r\n", FaultyServer.VECTOR),
        unreadable("unrequested encoding", 200, "Content-Encoding: gzip\r\n", FaultyServer.VECTOR),
        retryAfter("-5"),
        retryAfter("1.5"),
        retryAfter("86400"),
        retryAfter("99999999999999999999"),
        retryAfter("Wed, 21 Oct 2065 07:28:00 GMT"),
        said(
            "Too many requests, please wait before trying again.", ServiceException.Kind.THROTTLED),
        said("Internal server error, please try again.", ServiceException.Kind.UNAVAILABLE),
        said("something new", ServiceException.Kind.MODEL_ERROR),
        said("400 Bad Request: Image exceeds max pixels allowed.", ServiceException.Kind.REJECTED),
        said("Operation not allowed", ServiceException.Kind.ACCESS_DENIED),
        refused(400, "ValidationException", ServiceException.Kind.REJECTED, false),
        refused(400, "ServiceQuotaExceededException", ServiceException.Kind.QUOTA_EXCEEDED, false),
        refused(403, "AccessDeniedException", ServiceException.Kind.ACCESS_DENIED, false),
        refused(403, "UnrecognizedClientException", ServiceException.Kind.ACCESS_DENIED, false),
        refused(404, "ResourceNotFoundException", ServiceException.Kind.NOT_FOUND, false),
        refused(408, "ModelTimeoutException", ServiceException.Kind.MODEL_TIMEOUT, true),
        refused(418, "", ServiceException.Kind.OTHER, false),
        refused(424, "ModelErrorException", ServiceException.Kind.MODEL_ERROR, true),
        refused(429, "ThrottlingException", ServiceException.Kind.THROTTLED, true),
        refused(429, "ModelNotReadyException", ServiceException.Kind.MODEL_NOT_READY, true),
        refused(429, "", ServiceException.Kind.THROTTLED, true),
        refused(500, "InternalServerException", ServiceException.Kind.UNAVAILABLE, true),
        refused(502, "", ServiceException.Kind.UNAVAILABLE, true),
        refused(503, "ServiceUnavailableException", ServiceException.Kind.UNAVAILABLE, true),
        refused(529, "overloaded_error", ServiceException.Kind.UNAVAILABLE, true));
  }

  private static InjectedFault broken(String name, FaultyServer.Behavior behavior) {
    return new InjectedFault(
        name, behavior, null, TransportException.Kind.CONNECTION, SdkException.class, true);
  }

  private static InjectedFault late(String name, FaultyServer.Behavior behavior) {
    return new InjectedFault(
        name, behavior, null, TransportException.Kind.TIMEOUT, SdkException.class, true);
  }

  private static InjectedFault cutOff(String name, String body) {
    return broken(name, (socket, out) -> FaultyServer.respond(out, 200, "", body))
        .onStub(StubResponse.body(body));
  }

  private static InjectedFault unreadable(String name, int status, String header, String body) {
    String[] parts = header.strip().split(": ", 2);
    StubResponse response =
        status == 200 ? StubResponse.body(body) : StubResponse.error(status, "", body);
    return new InjectedFault(
        name,
        (socket, out) -> FaultyServer.respondWith(out, status, header, body),
        header.isEmpty() ? response : response.header(parts[0], parts[1]),
        MalformedReplyException.class,
        RuntimeException.class,
        true);
  }

  private static InjectedFault retryAfter(String value) {
    return new InjectedFault(
        "Retry-After: " + value,
        (socket, out) -> FaultyServer.respondWith(out, 503, "Retry-After: " + value + "\r\n", "{}"),
        StubResponse.error(503, "", "no").header("Retry-After", value),
        ServiceException.Kind.UNAVAILABLE,
        SdkException.class,
        true);
  }

  private static InjectedFault malformed(
      String name, String body, @Nullable Class<? extends Throwable> cause) {
    return new InjectedFault(
        name,
        (socket, out) -> FaultyServer.respond(out, 200, "", body),
        StubResponse.body(body),
        MalformedReplyException.class,
        cause,
        true);
  }

  /** An HTTP 200 with a message instead of a vector. */
  private static InjectedFault said(String message, ServiceException.Kind kind) {
    String body = "{\"embedding\":null,\"message\":\"" + message + "\"}";
    boolean retryable =
        kind != ServiceException.Kind.REJECTED && kind != ServiceException.Kind.ACCESS_DENIED;
    return new InjectedFault(
        "200 " + message,
        (socket, out) -> FaultyServer.respond(out, 200, "", body),
        StubResponse.body(body),
        kind,
        null,
        retryable);
  }

  private static InjectedFault refused(
      int status, String type, ServiceException.Kind kind, boolean retryable) {
    return new InjectedFault(
        status + " " + type,
        (socket, out) -> FaultyServer.respond(out, status, type, "{\"message\":\"no\"}"),
        StubResponse.error(status, type, "no"),
        kind,
        SdkException.class,
        retryable);
  }

  private static void half(Socket socket, OutputStream out, boolean reset) throws IOException {
    FaultyServer.write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
            + "{\"embedding\":[1,2,");
    if (reset) {
      FaultyServer.reset(socket);
    } else {
      socket.close();
    }
  }

  private InjectedFault onStub(StubResponse response) {
    return new InjectedFault(name, onSocket, response, kind, cause, retryable);
  }

  boolean isPossibleOn(ClientProtocol protocol) {
    return protocol != ClientProtocol.ASYNC_HTTP_2 || onStub != null;
  }

  void play(ClientProtocol protocol, FaultyServer socket, TitanStub stub) {
    if (protocol == ClientProtocol.ASYNC_HTTP_2) {
      stub.enqueue(Objects.requireNonNull(onStub));
    } else {
      socket.behave(onSocket);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
