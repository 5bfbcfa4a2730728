package io.github.titanembeddings.exception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExceptionsTest {
  private static final Violation VIOLATION =
      Violation.error("inputText", "text.too-many-tokens").actual("300 tokens").build();

  @ParameterizedTest
  @CsvSource({
    "THROTTLED, 429, true",
    "MODEL_NOT_READY, 429, true",
    "MODEL_TIMEOUT, 408, true",
    "UNAVAILABLE, 503, true",
    "MODEL_ERROR, 424, true",
    "MODEL_ERROR, 200, true",
    "ACCESS_DENIED, 403, false",
    "NOT_FOUND, 404, false",
    "REJECTED, 400, false",
    "QUOTA_EXCEEDED, 400, false",
    "OTHER, 418, false"
  })
  void transientServiceFailuresAreRetryable(
      ServiceException.Kind kind, int status, boolean retryable) {
    ServiceException failure = ServiceException.builder(kind, "no").statusCode(status).build();

    assertThat(failure.isRetryable()).isEqualTo(retryable);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION, true",
    "TIMEOUT, true",
    "INTERRUPTED, false",
    "CLOSED, false",
    "NOT_SENT, false"
  })
  void transientTransportFailuresAreRetryable(TransportException.Kind kind, boolean retryable) {
    assertThat(new TransportException(kind, "no", null).isRetryable()).isEqualTo(retryable);
  }

  @Test
  void invalidRequestHasALinePerViolation() {
    Throwable cause = new Throwable();
    InvalidRequestException invalid =
        new InvalidRequestException(List.of(VIOLATION, VIOLATION), cause);

    assertThat(invalid.violations()).containsExactly(VIOLATION, VIOLATION);
    assertThat(invalid).hasMessage(VIOLATION.message() + "\n" + VIOLATION.message());
    assertThat(invalid).hasCause(cause);
    assertThat(invalid.isRetryable()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new InvalidRequestException(List.of()));
  }

  @Test
  void rebuildsAServiceException() {
    ServiceException first =
        ServiceException.builder(ServiceException.Kind.THROTTLED, "slow down")
            .statusCode(429)
            .errorCode("ThrottlingException")
            .requestId("id-1")
            .attempts(3)
            .retryAfter(Duration.ofSeconds(2))
            .violations(List.of(VIOLATION))
            .cause(new IllegalStateException())
            .build();
    ServiceException second = first.toBuilder().message("slower").build();

    assertThat(second).hasMessage("slower").hasCause(first.getCause());
    assertThat(second)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "kind", "statusCode", "errorCode", "requestId", "attempts", "retryAfter", "violations")
        .isEqualTo(first);
    assertThat(second.requestId()).hasValue("id-1");
    assertThat(second.retryAfter()).hasValue(Duration.ofSeconds(2));
  }

  @Test
  void malformedReplyNamesThePosition() {
    MalformedReplyException malformed =
        new MalformedReplyException("$.embedding", "expected 1024 floats, got 3", "id-1", null);

    assertThat(malformed).hasMessage("expected 1024 floats, got 3 at $.embedding");
    assertThat(malformed.path()).isEqualTo("$.embedding");
    assertThat(malformed.requestId()).hasValue("id-1");
    assertThat(malformed.isRetryable()).isTrue();
  }

  @Test
  void exceptionsSurviveSerialization() throws Exception {
    InvalidRequestException invalid = copy(new InvalidRequestException(VIOLATION));
    ServiceException refusal =
        copy(ServiceException.builder(ServiceException.Kind.OTHER, "no").build());

    assertThat(invalid).hasMessage(VIOLATION.message());
    assertThat(invalid.violations()).isEmpty();
    assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.OTHER);
    assertThat(refusal.violations()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T exception) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
