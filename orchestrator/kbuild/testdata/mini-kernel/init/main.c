/* SPDX-License-Identifier: GPL-3.0-or-later */
extern const char version[];
int filemap_fault(int count);
int lru_add_drain(int count);

void start_kernel(void)
{
	filemap_fault(version[0]);
	lru_add_drain(1);
}
