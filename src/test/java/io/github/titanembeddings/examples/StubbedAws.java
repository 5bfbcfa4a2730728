package io.github.titanembeddings.examples;

import com.adobe.testing.s3mock.junit5.S3MockExtension;
import io.github.titanembeddings.catalogue.VisibleFeatures;
import io.github.titanembeddings.storage.S3Server;
import io.github.titanembeddings.testing.TitanStub;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stand-ins that every AWS client of default settings in this JVM talks to while they are open. */
final class StubbedAws implements AutoCloseable {
  private final TitanStub stub = TitanStub.start().vectors(new VisibleFeatures());
  private final @Nullable S3MockExtension s3;
  private final Map<String, String> settings = new HashMap<>();

  StubbedAws(boolean withS3) {
    settings.put("aws.endpointUrlBedrockRuntime", stub.endpoint().toString());
    settings.put("aws.region", "us-east-1");
    settings.put("aws.accessKeyId", "stub");
    settings.put("aws.secretAccessKey", "stub");
    s3 = withS3 ? S3Server.withPictures() : null;
    if (s3 != null) {
      s3.start();
      settings.put("aws.endpointUrlS3", s3.getServiceEndpoint().replace("localhost", "127.0.0.1"));
    }
    settings.forEach(System::setProperty);
  }

  @Override
  public void close() {
    settings.keySet().forEach(System::clearProperty);
    stub.close();
    if (s3 != null) {
      s3.stop();
    }
  }
}
