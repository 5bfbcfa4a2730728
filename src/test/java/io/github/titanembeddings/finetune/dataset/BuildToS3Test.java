package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.adobe.testing.s3mock.junit5.S3MockExtension;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A set built in a real S3 server. */
class BuildToS3Test {
  @RegisterExtension private static final S3MockExtension S3 = S3Server.withPictures();
  @TempDir private Path folder;

  @Test
  void aSetIsBuiltOnceAndGoneOnWith() throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.write(folder.resolve(i + ".png"), MenderFolder.picture(20 + i, 30, "png"));
      Files.writeString(folder.resolve(i + ".txt"), "a shoe, the number " + i);
    }
    try (S3AsyncClient client = S3Server.client(S3.getServiceEndpoint())) {
      DatasetBuilder builder =
          DatasetBuilder.builder()
              .folder(folder)
              .to(S3ObjectStore.of(client), "s3://pictures/set/")
              .validationShare(0.5, 2)
              .limits(MenderFolder.SMALL)
              .build();
      BuiltDataset first = builder.build();
      BuiltDataset second = builder.build();

      assertThat(first.summary().uploaded()).isEqualTo(6);
      assertThat(second.summary().present()).isEqualTo(6);
      assertThat(second.report().statistics()).isEqualTo(first.report().statistics());
      assertThat(second.report().imagesChecked()).isTrue();
      assertThat(second.report().isValid()).isTrue();
    }
  }

  @Test
  void resultsAreValues() {
    EqualsVerifier.forClass(BuildProgress.class).withNonnullFields("elapsed").verify();
  }
}
