package io.github.titanembeddings.spring;

import io.github.titanembeddings.testing.TitanStub;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Application contexts with the auto-configuration. */
final class Contexts {
  private Contexts() {}

  static ApplicationContextRunner of(TitanStub stub) {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(TitanEmbeddingsAutoConfiguration.class))
        .withBean(
            AwsCredentialsProvider.class,
            () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .withPropertyValues(
            "titan.embeddings.region=us-east-1",
            "titan.embeddings.endpoint=" + stub.endpoint(),
            "titan.embeddings.length=384");
  }

  /** Returns a black image. */
  static byte[] png(int side) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
