package io.github.titanembeddings.spring;

import io.github.titanembeddings.testing.TitanStub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Tests of a context with the auto-configuration, on a stub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContextTest {
  final TitanStub stub = TitanStub.start();
  final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TitanEmbeddingsAutoConfiguration.class))
          .withBean(
              AwsCredentialsProvider.class,
              () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
          .withPropertyValues(
              "titan.embeddings.region=us-east-1",
              "titan.embeddings.endpoint=" + stub.endpoint(),
              "titan.embeddings.length=384");

  @AfterEach
  void reset() {
    stub.reset();
  }

  @AfterAll
  void close() {
    stub.close();
  }
}
