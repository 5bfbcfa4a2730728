package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
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

  @Test
  void describesItsLease() {
    Quota share = Quota.leased();
    assertThat(share).hasToString("Quota[0 requests, 0 tokens a minute]");
    share.lease(1500, Double.POSITIVE_INFINITY, Duration.ofSeconds(10));
    assertThat(share).hasToString("Quota[1,500 requests, unknown tokens a minute]");
  }

  @Test
  void rejectsAnInvalidLease() {
    Duration validity = Duration.ofSeconds(10);
    assertThatIllegalStateException()
        .isThrownBy(() -> Quota.perMinute(10).lease(10, 10, validity))
        .withMessage("only a quota of Quota.leased() can be leased");
    Quota share = Quota.leased();
    assertThatIllegalArgumentException().isThrownBy(() -> share.lease(0, 10, validity));
    assertThatIllegalArgumentException().isThrownBy(() -> share.lease(10, 0, validity));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> share.lease(10, 10, Duration.ofSeconds(-1)))
        .withMessage("validity must be 0 seconds or more, not PT-1S");
  }
}
