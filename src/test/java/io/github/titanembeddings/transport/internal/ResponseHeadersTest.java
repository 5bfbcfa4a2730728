package io.github.titanembeddings.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpResponse;

class ResponseHeadersTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static SdkHttpResponse response(String name, String value) {
    return SdkHttpResponse.builder().statusCode(429).putHeader(name, value).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        " 30 |PT30S",
        "86400|PT24H",
        "999999999|PT277777H46M39S",
        "9999999999|PT596523H14M7S",
        "99999999999999999999999999|PT596523H14M7S",
        "Sat, 28 Nov 2026 12:00:30 GMT|PT30S",
        "Sat, 28 Nov 2026 12:00:00 GMT|PT0S",
        "Sun, 28 Nov 9999 12:00:00 GMT|PT69889872H"
      })
  void readsRetryAfterAsSecondsOrDate(String value, Duration expected) {
    assertThat(ResponseHeaders.retryAfter(response("Retry-After", value), NOW)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-5",
        "+5",
        "1.5",
        "1e9",
        "0x10",
        "soon",
        "٣٠",
        "Sat, 28 Nov 2026 11:59:59 GMT",
        "Sat, 31 Feb 2026 12:00:00 GMT",
        "2026-11-28T12:00:30Z"
      })
  void anyOtherRetryAfterCountsAsAbsent(String value) {
    assertThat(ResponseHeaders.retryAfter(response("Retry-After", value), NOW)).isNull();
  }

  @Test
  void hasNoDelayWithoutHeader() {
    assertThat(ResponseHeaders.retryAfter(response("Other", "1"), NOW)).isNull();
  }

  @Test
  void dateCountsFromTheResponseDate() {
    SdkHttpResponse skewed =
        response("Retry-After", "Sat, 28 Nov 2026 12:00:30 GMT").toBuilder()
            .putHeader("Date", "Sat, 28 Nov 2026 12:00:10 GMT")
            .build();

    assertThat(ResponseHeaders.retryAfter(skewed, NOW.minusSeconds(86_400)))
        .isEqualTo(Duration.ofSeconds(20));
  }
}
