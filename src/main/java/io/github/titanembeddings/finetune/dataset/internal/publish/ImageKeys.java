package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the images' keys in a store, unique even in a store that ignores case or normalizes
 * Unicode. Thread-safe.
 */
final class ImageKeys {
  private static final int HASH_DIGITS = 16;

  private final Path root;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Map<Path, String> renamed = new HashMap<>();

  /** Assigns each image below a folder its path, or its path with a hash if that is taken. */
  ImageKeys(Path root, List<Path> images) {
    this.root = root;
    for (Path image : images) {
      String name = name(image);
      if (!reserve(name)) {
        String hash = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
        int dot = name.lastIndexOf('.');
        int end = dot > name.lastIndexOf('/') ? dot : name.length();
        String other = name.substring(0, end) + "." + hash + name.substring(end);
        reserve(other);
        renamed.put(image, other);
      }
    }
  }

  /** Returns the path of an image below the root, with slashes. */
  String name(Path image) {
    String separator = root.getFileSystem().getSeparator();
    return root.relativize(image).toString().replace(separator, "/");
  }

  String key(Path image) {
    String other = renamed.get(image);
    return other == null ? name(image) : other;
  }

  /** Returns a key for a converted image, or null if even the one with its hash is taken. */
  @Nullable String fittedKey(Path image, String extension, String sha256) {
    String key = key(image);
    String plain = key + extension;
    String hashed = key + "." + sha256 + extension;
    return reserve(plain) ? plain : reserve(hashed) ? hashed : null;
  }

  private boolean reserve(String key) {
    String folded =
        Normalizer.normalize(key, Normalizer.Form.NFC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    return taken.add(folded);
  }
}
