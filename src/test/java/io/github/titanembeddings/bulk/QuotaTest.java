package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  @Test
  void describesItsLimits() {
    assertThat(Quota.unknown()).hasToString("Quota[unknown requests, unknown tokens a minute]");
    assertThat(Quota.perMinute(2000)).hasToString("Quota[2,000 requests, unknown tokens a minute]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.MIN_VALUE, 0.0099, Double.NEGATIVE_INFINITY})
  void rejectsALimitBelowTheMinimum(double perMinute) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.perMinute(perMinute))
        .withMessage("a quota must be at least 0.01 requests per minute, not " + perMinute);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.perMinute(1, perMinute))
        .withMessage("a quota must be at least 0.01 tokens per minute, not " + perMinute);
  }
}
