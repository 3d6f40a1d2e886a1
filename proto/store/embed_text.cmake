# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DINPUT=a.sql -DOUTPUT=a.cpp -DNAME=kText -P embed_text.cmake: the SQL file as a constant.
file(READ "${INPUT}" text)
file(
  WRITE "${OUTPUT}"
  "#include \"store/run_file.h\"\n"
  "namespace folioscope::store {\n"
  "const char* const ${NAME} = R\"sql(${text})sql\";\n"
  "}  // namespace folioscope::store\n")
