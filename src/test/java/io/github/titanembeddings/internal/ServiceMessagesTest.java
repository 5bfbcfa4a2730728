package io.github.titanembeddings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.ServiceMessages.Meaning;
import io.github.titanembeddings.validation.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceMessagesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count:"
            + " 9875 |TOO_MANY_TOKENS",
        "400 Bad Request: Image exceeds max pixels allowed.|TOO_MANY_PIXELS",
        "Malformed input request, please reformat your input and try again.|MALFORMED_INPUT",
        "Malformed input request: expected maxLength: 50000, actual: 160000, please reformat your"
            + " input and try again.|TOO_MANY_CHARACTERS",
        "Malformed input request: #/inputText: expected maxLength: 50000, actual:"
            + " 50001|TOO_MANY_CHARACTERS",
        "Malformed input request: expected maxLength: 25000000, actual: 25000001|MALFORMED_INPUT",
        "Malformed input request: #: required key [inputText] not found, please reformat your input"
            + " and try again.|OTHER_PAYLOAD",
        "Malformed input request: extraneous key [inputImage] is not permitted|OTHER_PAYLOAD",
        "Malformed input request: #: required key [messages] not found, please reformat your input"
            + " and try again.|OTHER_PAYLOAD",
        "Malformed input request: #: extraneous key [embeddingConfig] is not"
            + " permitted|OTHER_PAYLOAD",
        "The provided model identifier is invalid.|MODEL_NOT_OFFERED",
        "Invocation of model ID amazon.titan-embed-image-v1:0 with on-demand throughput isn't"
            + " supported.|NOT_ON_DEMAND",
        "Invocation of model ID amazon.titan-embed-image-v1:0 with on-demand throughput isn’t"
            + " supported.|NOT_ON_DEMAND",
        "Operation not allowed|NOT_ALLOWED",
        "Your account is not authorized to perform this action. Please create a support"
            + " case|NOT_ALLOWED",
        "Invalid API Key format: Must start with pre-defined prefix|BAD_API_KEY",
        "Signature expired: 20261128T100000Z is now earlier than 20261128T101500Z|CLOCK_SKEW",
        "Too many tokens per day, please wait before trying again.|DAILY_QUOTA",
        "You have reached your daily limit of requests|DAILY_QUOTA",
        "Too many requests, please wait before trying again.|THROTTLED",
        "too many tokens, please wait before trying again.|THROTTLED",
        "Internal server error, please try again.|UNAVAILABLE",
        "com.amazon.coral.service#ServiceUnavailableException|UNAVAILABLE",
        "Service Unavailable|UNAVAILABLE",
        "ModelNotReadyException|MODEL_NOT_READY",
        "ModelTimeoutException: the model timed out|MODEL_TIMEOUT"
      })
  void recognizesTheTextsOfTheService(String text, Meaning meaning) {
    assertThat(ServiceMessages.meaning(text)).isEqualTo(meaning);
    assertThat(ServiceMessages.isFaultOfInput(text)).isEqualTo(meaning.isFaultOfInput());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "could not decode",
        "400 Bad Request: ",
        "the item for today",
        "tokens",
        "validation failed for the input"
      })
  void recognizesNothingElse(String text) {
    assertThat(ServiceMessages.meaning(text)).isNull();
    assertThat(ServiceMessages.isFaultOfInput(text)).isFalse();
    assertThat(ServiceMessages.violations(text)).isEmpty();
  }

  @Test
  void everyInputFaultHasAViolation() {
    assertThat(ServiceMessages.violations("Too many input tokens."))
        .extracting(Violation::code)
        .containsExactly("text.too-many-tokens");
    assertThat(
            ServiceMessages.violations(
                "Malformed input request: expected maxLength: 50000, actual: 160000, please"))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo("text.too-many-characters");
              assertThat(violation.actual()).isEqualTo("160,000 characters by the service's count");
              assertThat(violation.limit()).isEqualTo("at most 50,000 characters");
            });
    assertThat(ServiceMessages.violations("Malformed input request, please reformat"))
        .extracting(Violation::code)
        .containsExactly("body.malformed");
  }
}
