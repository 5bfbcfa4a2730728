package io.github.titanembeddings.client.inputs;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** A stub that a test class of text models has for itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TextModelFixture {
  static final ModelId V2 = ModelId.onDemand(ModelFamily.TEXT_V2);
  static final ModelId V1 = ModelId.onDemand(ModelFamily.TEXT_V1);
  static final String THROUGHPUT =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";

  @AutoClose final TitanStub stub = TitanStub.start();

  @BeforeEach
  void reset() {
    stub.reset();
  }

  EitherClient client(ClientMode mode, ModelId model) {
    return mode.client(stub, builder -> builder.modelId(model).maxAttempts(1));
  }

  static ServiceException refusal(Executable call) {
    return assertThrows(ServiceException.class, call);
  }

  static StubResponse malformed(String detail) {
    return StubResponse.error(
        400,
        "ValidationException",
        "Malformed input request" + detail + ", please reformat your input and try again.");
  }
}
