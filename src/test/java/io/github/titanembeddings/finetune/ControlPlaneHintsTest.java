package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remedies in the messages of control plane rejections. */
class ControlPlaneHintsTest {
  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final FineTuningClient tuning = FineTuningSamples.client(bedrock);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403|AccessDeniedException|no|ACCESS_DENIED|Allow bedrock:GetModelCustomizationJob to these",
        "403|AccessDeniedException|User x is not authorized to perform: kms:Decrypt on resource: y|"
            + "ACCESS_DENIED|Allow kms:Decrypt to these credentials.",
        "403|AccessDeniedException|Invalid API Key format|ACCESS_DENIED|Renew the API key",
        "403|InvalidSignatureException|Signature expired: x|ACCESS_DENIED|Check the clock of this",
        "400|ExpiredTokenException|no|ACCESS_DENIED|Renew or correct the credentials.",
        "400|ValidationException|Your account is not authorized to perform this action. Please create"
            + " a support case|ACCESS_DENIED|Ask AWS Support to allow bedrock:GetModelCust",
        "404|UnknownOperationException|no|NOT_FOUND|127.0.0.1 does not offer this operation",
        "400|ValidationException|Malformed input request|REJECTED|Malformed input request"
      })
  void namesTheRemedyOfARejection(
      int status, String type, String text, ServiceException.Kind kind, String hint) {
    bedrock.then(new Response(status, type, "{\"message\":\"" + text + "\"}"));

    ServiceException refusal = assertThrows(ServiceException.class, () -> tuning.describe("tune"));

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal).hasMessageContaining(hint);
  }
}
