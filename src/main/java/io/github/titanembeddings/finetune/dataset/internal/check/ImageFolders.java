package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.storage.S3Uri;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the folder that holds all images of a bucket. */
final class ImageFolders {
  private final SortedMap<String, String> byBucket = new TreeMap<>();

  void add(S3Uri uri) {
    String folder = byBucket.get(uri.bucket());
    if (folder == null) {
      byBucket.put(uri.bucket(), uri.key().substring(0, uri.key().lastIndexOf('/') + 1));
    } else if (!uri.key().startsWith(folder)) {
      byBucket.put(uri.bucket(), common(folder, uri.key()));
    }
  }

  private static String common(String folder, String key) {
    int same = 0;
    while (same < Math.min(folder.length(), key.length())
        && folder.charAt(same) == key.charAt(same)) {
      same++;
    }
    return folder.substring(0, folder.lastIndexOf('/', same - 1) + 1);
  }

  List<S3Uri> all() {
    return byBucket.entrySet().stream()
        .map(entry -> S3Uri.of("s3://" + entry.getKey() + "/" + entry.getValue()))
        .toList();
  }
}
