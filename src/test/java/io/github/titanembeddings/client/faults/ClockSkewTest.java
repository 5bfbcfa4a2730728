package io.github.titanembeddings.client.faults;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkGlobalTime;

/** A machine whose clock is 20 minutes behind that of the service. */
@Isolated("the AWS SDK keeps its correction of the clock for the whole JVM")
class ClockSkewTest {
  private static final Duration SKEW = Duration.ofMinutes(20);
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private FaultyServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
    server.behave(this::respond);
  }

  @AfterEach
  void stop() throws IOException {
    SdkGlobalTime.setGlobalTimeOffset(0);
    server.close();
  }

  /** Refuses requests that are signed too early or too late, as the service does. */
  private void respond(Socket socket, OutputStream out) throws IOException {
    Instant now = Instant.now().plus(SKEW);
    Instant signed = LocalDateTime.parse(server.signedAt(), AMZ_DATE).toInstant(ZoneOffset.UTC);
    if (Duration.between(signed, now).abs().compareTo(TOLERANCE) < 0) {
      FaultyServer.good(socket, out);
      return;
    }
    String body = "{\"message\":\"Signature expired: it is now later\"}";
    FaultyServer.write(
        out,
        "HTTP/1.1 403 Forbidden\r\nx-amzn-ErrorType: InvalidSignatureException\r\nDate: "
            + RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private EitherClient client(ClientMode mode) {
    return mode.client(
        builder -> {
          ClientMode.connect(builder, server.endpoint());
          ClientMode.oneConnection(builder);
        });
  }

  @ParameterizedTest
  @EnumSource
  void retryCorrectsTheClockSkew(ClientMode mode) {
    try (EitherClient titan = client(mode)) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ASYNC") // bulk runs use it
  void reportsTheClockWithoutRetriesAndSignsTheNextCallCorrectly(ClientMode mode) {
    try (EitherClient titan = client(mode)) {
      EitherClient once = titan.withoutRetries();
      ServiceException refusal =
          assertThrows(ServiceException.class, () -> once.embed(r -> r.text("a")));

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.ACCESS_DENIED);
      assertThat(refusal).hasMessageContaining("Check the clock of this machine");
      assertThat(once.embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);
    }
  }

  @Test
  void bulkRunEmbedsEveryItem() {
    List<BulkItem> items =
        IntStream.range(0, 50)
            .mapToObj(i -> BulkItem.of("key " + i, EmbeddingRequest.ofText("text " + i)))
            .toList();
    TitanEmbeddingsAsyncClient.Builder builder = TitanEmbeddingsAsyncClient.builder();
    ClientMode.connect(builder, server.endpoint());
    try (TitanEmbeddingsAsyncClient titan = builder.build()) {
      BulkSummary summary =
          BulkEmbedder.of(titan, BulkOptions.builder().maxInFlight(4).build())
              .embed(items, outcome -> {});

      assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
      assertThat(summary.totals().embedded()).isEqualTo(50);
      assertThat(summary.totals().retried()).isBetween(1L, 4L);
    }
  }
}
