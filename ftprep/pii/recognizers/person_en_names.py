"""Common given names and surnames of the English-speaking world and its neighbours, and the places mistaken for them."""

from __future__ import annotations

from ftprep.pii.names import GIVEN_FEMALE, GIVEN_MALE, SURNAMES_EN

_GIVEN = """
Aaliyah Abbie Abby Abdul Abdullah Abe Abel Abraham Ada Adele Adeline Adrian Adriana Adrienne Agnes Agnieszka Ahmad Ahmed Aidan Aileen Aisha Akira Alain Alan Alana Alba Alberto Aldo Alec Alejandra Alejandro Aleksander Aleksandra
Alena Alessandra Alessandro Alessia Alex Alexandra Alexandre Alfred Alfredo Ali Alicia Alina Alison Allison Alma Alvin Alyssa Amelia Amina Amir Amit Amos Ana Anaïs Anders Andre André Andrés Andrea Andreas Andrei Andrej Andy Aneta
Anette Angel Angelica Angelina Angelo Angus Anika Anil Anita Anja Anjali Anka Ann-Marie Anne Annette Annie Annika Anton Antoine Antoinette Antonella Antonia Antonio Anya April Archie Ariana Ariel Arjun Arlene Armando Arne Arnold Arturo
Arun Asha Ashton Astrid Audrey August Aurora Ava Axel Ayesha Barry Bart Bastian Beata Beatrice Beatriz Becky Ben Bengt Benedict Benjamín Benoît Bernadette Bernard Bernardo Bernd Bernice Bert Bertha Beth Bethany Bianca Bill Birgit Bjørn
Björn Blake Bob Bobbie Bonnie Boris Brad Brady Brett Bridget Britta Brooke Bruno Bryce Byron Caleb Calvin Cameron Camila Camille Candice Carla Carlo Carlos Carmen Carole Carolina Caroline Carrie Carsten Casey Cassandra Catalina Catarina
Cecil Cecilia Cedric Celeste Celia Celine Cesar Chad Chandra Chantal Charlene Charlie Chelsea Chen Cheng Chester Chiara Chloe Chloé Chris Christa Christiane Christina Christophe Christy Ciara Cindy Claire Clara Clarence Claude Claudia
Claudio Clayton Clément Clifford Clint Clyde Cody Colette Colin Colleen Connie Conrad Constance Cora Corey Corinne Cornelia Cory Courtney Craig Cristian Cristina Crystal Curtis Cyril Daisy Dale Damian Damien Dan Dana Daniela Daniele
Danny Daphne Darlene Darrell Darren Daria Dave Dawn Dean Deanna Deborah Deepak Delia Della Delores Derek Derrick Desiree Devin Dianne Diego Dieter Dimitri Dirk Dmitri Dmitry Dolores Dominic Dominik Dominique Don Donovan Dora Doreen
Dorota Doug Duane Duncan Dustin Dwayne Dwight Earl Ed Eddie Edgar Edith Edmund Edna Eduardo Edwin Eileen Einar Elaine Eleanor Elena Eleni Eli Elias Elijah Elin Elisa Elisabeth Elise Eliza Ella Ellen Ellie Elliot Elliott Elmer Elsa
Elsie Elvira Emanuel Emil Emilia Emilie Emilio Emmanuel Enrico Enrique Eric Erica Erich Erik Erika Erin Ernest Ernesto Esteban Estelle Esther Ethel Etienne Eugenia Eva Evan Eve Evelina Ewa Fabian Fabio Faith Fatima Federico Felicia
Felicity Felipe Felix Ferdinand Fernanda Fernando Filip Filippo Fiona Flora Florence Florian Floyd Frances Francesca Francesco Francis Francisca Francisco Franco François Françoise Frankie Franklin Franz Fred Freda Freddie Frederic
Frederick Frederik Freya Frida Friedrich Fritz Gabriela Gabriele Gabriella Gabrielle Gail Gareth Garrett Gavin Gemma Gene Geoffrey Georg Georgia Georgina Gerard Gerardo Gerd Gerhard Gertrude Gianluca Gianni Gilbert Gilles Gina Ginger
Giorgio Giovanna Giovanni Gisela Giulia Giuseppe Gladys Glen Glenda Glenn Gordon Graham Grant Greg Greta Gretchen Grzegorz Guadalupe Guido Guillaume Guillermo Günter Gunnar Gustav Gustavo Guy Gwen Gwendolyn Hailey Håkan Hamza Hank Hans
Harriet Harry Harvey Hassan Hazel Hector Heidi Heike Heinrich Heinz Helena Helena Helga Helmut Henri Henrietta Henrik Henrique Herbert Herman Hilary Hilda Hiroshi Holger Holly Hope Horst Howard Hubert Hugh Hugo Humberto Hussein Ian Ibrahim
Ida Ignacio Igor Ilona Ilse Imran Ines Inga Inge Ingeborg Ingrid Irene Irina Iris Irma Isaac Isabel Isabelle Isaiah Ismael Istvan István Ivan Ivana Ivy Iwona Jaakko Jack Jackie Jacques Jade Jaime Jake Jakob Jakub Jamal Jamie Jan
Jana Jane Janelle Janice Janina János Jared Jarmila Jaroslav Jasmine Jason Javier Jay Jayden Jean-Pierre Jeanette Jeanne Jeannie Jeff Jelena Jenna Jennie Jenny Jens Jerome Jessie Jesus Jesús Jill Jim Jimmy Jiří Jo Joachim Joanna Joanne
João Joaquín Jochen Jodi Jody Joel Johan Johann Johanna Johannes Johnny Jon Jonas Jordi Jörg Jorge Josef Josefina Josephine Josh Josie Joy Juana Juanita Jude Judit Jukka Jules Juliana Julian Juliane Julien Juliet Julio Julius June
Jürgen Justine Justyna Kai Kaitlyn Kamil Karel Karim Karin Karina Karl Karla Karolina Kasia Kate Katarina Katarzyna Katharina Kathy Katie Katja Katrin Katrina Kay Kaylee Keiko Keisha Kelley Kelvin Ken Kendra Kenji Kent Kerry Kerstin
Khalid Kim Kira Kirk Kirsten Klara Klaus Konrad Konstantin Kris Krista Kristen Kristin Kristina Krystyna Krzysztof Kumar Kurt Kyle Lana Lance Lars Lasse László Latoya Laurel Laurent Laurie Lawrence Leah Leandro Leanne Lee Leena Leif Leila
Lena Lennart Leo Leon Leona Leonard Leonardo Leonie Leroy Leslie Leszek Lester Levi Lewis Lia Liam Lidia Lila Lillian Lillie Lily Lin Lina Linus Lionel Lisbeth Liv Liz Lloyd Lois Lola Loraine Loren Lorena Lorenzo Loretta Lorraine Lothar
Lotte Lou Louis Louisa Louise Luca Lucas Lucia Lucía Luciana Luciano Lucie Lucille Lucinda Lucy Ludwig Luis Luisa Luiz Lukas Lukáš Luke Luna Lydia Lyle Lynda Lynn Mabel Maciej Mads Magda Magdalena Maggie Magnus Mahmoud Maja Malcolm Malin
Mandy Manfred Manuel Manuela Mara Marc Marcel Marcela Marcelo Marcia Marcin Marco Marcos Marcus Margarita Margit Margot Marguerite Mariam Mariana Marianne Mariano Maribel Marina Mario Marion Marisa Marisol Marissa Marjorie Mark Marko
Markus Marlene Marlon Marshall Marta Martin Martina Martine Marvin Maryam Masako Massimo Mateo Mateusz Mathias Mathieu Mathilde Matt Matteo Matthias Mattias Maureen Maurice Mauricio Max Maxime Maximilian Maxine May Maya Megan Mehmet Mei
Melanie Melinda Melvin Mercedes Meredith Merle Mia Micaela Michaela Michał Micheal Michel Michele Miguel Mika Mike Mikhail Mikko Mila Milan Milena Miles Mina Ming Minnie Miranda Miriam Mitch Mitchell Mohamed Mohammad Mohammed Moira
Molly Mona Monica Monika Monique Morgan Moritz Morris Moses Muhammad Muriel Myra Myrtle Nadia Nadine Naomi Natalia Natasha Nathaniel Ned Neil Nellie Nelson Nestor Nia Nicholas Nick Nicola Nicolas Niels Nigel Nikolai Nikita Nils Nina Noel
Noelle Nora Norbert Norma Norman Nuno Octavio Ola Olaf Ole Oleg Olga Olive Oliver Oliwia Olivier Omar Opal Oscar Oskar Otto Ove Owen Pablo Paige Pamela Paola Paolo Pascal Pat Patricio Patrik Patsy Patti Patty Paula Paulina Pauline Paulo
Pavel Paweł Pearl Pedro Peggy Penelope Penny Percy Perry Petr Petra Phil Philippa Philippe Phillip Phoebe Phyllis Pia Pierre Pierre-Yves Pilar Piotr Polly Preston Priscilla Priya Rachael Radek Rafael Rafał Rahul Raj Rajesh Ralf Ramiro
Ramon Ramona Randall Raphael Raquel Rashid Raul Ravi Ray Reed Regina Reginald Reinhard Reiner Rémi Rena Renata Renate Rene René Reuben Reza Rhonda Ricardo Riccardo Rick Ricky Riley Rita Rob Roberta Roberto Robin Rocco Rochelle Rodney
Rodolfo Rodrigo Roland Rolf Roman Romain Ron Ronnie Rosa Rosalie Rosario Rose Rosemarie Rosemary Rosie Ross Roxanne Ruben Rudolf Rudy Rufus Rui Rupert Russ Rusty Ryan Sabina Sabine Sabrina Sadie Said Saima Sally Salvador Salvatore Sam
Samir Samira Sammy Sandeep Sandy Sanjay Santiago Sasha Saul Savannah Scarlett Sebastian Selma Serena Serge Sergei Sergio Seth Shane Shannon Shaun Shauna Shawn Sheila Shelby Sheldon Shelley Sherry Shirin Sid Sidney Siegfried Sigrid Silke
Silvia Simon Simona Simone Sofia Sofie Solange Sonia Sonja Sonya Sophie Søren Spencer Stacey Stacy Stan Stanislav Stanley Stefan Stefania Stefano Steffen Stella Sten Stephan Stéphane Sterling Steve Stewart Stig Stuart Sue Sunil Suresh
Susana Susanna Susanne Sven Svetlana Sylvester Sylvia Sylvie Szymon Tabitha Tadeusz Takashi Tamara Tammy Tanya Tara Tariq Tasha Tatiana Taylor Ted Terence Teresa Terrence Terri Tessa Thea Thelma Theo Theodore Thérèse Thiago Thor Tiffany Tim
Tina Tobias Todd Tom Tomás Tomasz Tommy Toni Tony Torsten Tracey Traci Tracy Travis Trevor Tricia Trina Tristan Trudy Tyrone Ulf Ulla Ulrich Ulrike Umberto Ursula Ute Uwe Valentina Valeria Valerie Vanessa Vera Vernon Veronica Veronika Vicki
Vicky Victor Vijay Viktor Vince Viola Violet Virgil Virginie Vivian Vivien Vlad Vladimir Wade Walt Wanda Warren Wei Wendy Werner Wesley Wilbur Wilfred Wilhelm Will Willem Wilma Winifred Wojciech Wolfgang Xavier Ximena Yan Yannick Yara Yasmin
Yolanda Yosef Youssef Yuki Yuri Yusuf Yves Yvette Yvonne Zachariah Zara Zbigniew Zoe Zoë Zofia Zoltán Zsolt Tomomi Haruto Kaori Naoko Yoko Kenta Takumi Daisuke Satoshi Yumi Aiko Emi Jia Jing Xiao Hui Jun Ying Yu Hao Bo Feng Lei Long Qiang
"""

_SURNAMES = """
Abbott Acosta Adkins Aguilar Aguirre Ahmed Aitken Alexander Ali Alonso Alvarado Andersen Andersson Andrews Araujo Archer Armstrong Arnold Atkins Atkinson Austin Ayala Bach Baldwin Ball Banks Barber Barker Barnes Barnett Barrett Barron Barry Bartlett
Barton Bass Bates Bauer Baxter Beasley Beck Becker Bell Beltran Benson Benitez Berg Berger Bergman Berry Bianchi Bird Bishop Black Blackburn Blair Blake Blanchard Bloom Bond Booth Bowen Bowers Bowman Boyd Boyle Bradford Bradley Brady Brandt Braun
Brennan Brewer Briggs Bright Brock Bruce Bruno Bryant Buchanan Buck Bullock Burgess Burke Burnett Burns Burton Bush Butler Byrd Byrne Cain Calderon Caldwell Callahan Camacho Cameron Campos Cannon Cantu Cardenas Carey Carlson Carlsson Carpenter Carr
Carrillo Carroll Carson Carvalho Casey Castaneda Castro Cervantes Chambers Chan Chandler Chang Chapman Charles Chase Chen Cheng Cherry Choi Christensen Christian Chung Clarke Clay Clayton Clements Cobb Cochran Cohen Cole Coleman Combs Conley Conner
Connor Conrad Contreras Conway Copeland Cortes Costa Cowan Craig Crane Crawford Cross Cruz Cummings Cunningham Curry Curtis Dahl Dalton Daniels Davidson Dawson Day Deleon Delgado Dennis Diaz Dickerson Dixon Dominguez Donaldson Donovan Dorsey
Dougherty Douglas Doyle Drake Dubois Dudley Duffy Duncan Dunlap Dunn Duran Durham Dyer Eaton Eklund Elliott Ellis Ellison Eriksen Eriksson Espinoza Estrada Evans Farmer Farrell Faulkner Ferguson Fernandez Fernandes Ferreira Ferrari Fields Figueroa
Finch Finley Fischer Fisher Fitzgerald Fleming Fletcher Flynn Foley Forbes Ford Fournier Fowler Fox Francis Franco Frank Franklin Frazier Frederick Freeman French Frost Fry Fuentes Fuller Gaines Gallagher Gallegos Galloway Gamble Garner Garrett
Garrison Garza Gates George Gibbs Gibson Gilbert Giles Gill Gillespie Gilmore Glass Glenn Glover Goldberg Goldstein Gomes Good Goodman Goodwin Gordon Graham Grant Graves Greene Greer Gregory Griffin Griffith Grimes Gross Guerrero Guerra Gupta Guzman
Haas Hale Haley Hamilton Hammond Hampton Hancock Hansen Hanson Hansson Hardin Harding Hardy Harmon Harper Harrington Harrison Hart Hartman Harvey Hawkins Hayes Haynes Heath Henderson Hendricks Henry Henson Herman Herrera Herring Hess Hester Hickman
Hicks Higgins Hines Hinton Ho Hobbs Hodge Hodges Hoffman Hoffmann Hogan Holden Holland Holloway Holmes Holt Hood Hooper Hoover Hopkins Horn Horne Horton House Houston Howe Howell Hubbard Huber Hudson Huff Huffman Hull Humphrey Hunt Hunter Hurley Hurst
Hussain Hutchinson Ibarra Ingram Irwin Ivanov Ivanova Jacobs Jacobsen Jacobson Jain Jansen Jansson Jarvis Jefferson Jenkins Jennings Jensen Jimenez Johansen Johansson Johns Johnston Joseph Joyce Juarez Kane Kapoor Kaufman Keith Keller Kelley Kemp
Kennedy Kent Kerr Khan Kirby Kirk Klein Kline Knapp Knight Knox Koch Kowalski Kramer Kraus Krause Kruger Kumar Lam Lamb Lambert Lancaster Lane Lang Lange Lara Larsen Larson Larsson Lawrence Lawson Leach Leblanc Lehmann Lehtonen Leon Leonard Lester
Levine Levy Li Lin Lind Lindberg Lindgren Lindsay Lindsey Liu Livingston Lloyd Logan Lowe Lowery Lucas Lucero Lucas Luna Lund Lynch Lynn Lyons Macdonald Macias Mack Madden Maddox Maier Maldonado Malone Mann Manning Marks Marquez Marsh Marshall
Martinsson Martins Marx Mason Massey Mathews Mathis Matthews Maxwell May Mayer Maynard Mayo McBride McCall McCann McCarthy McCarty McClain McClure McConnell McCormick McCoy McCullough McDaniel McDonald McDowell McFarland McGee McGuire McIntosh
McIntyre McKay McKee McKenzie McKinney McKnight McLaughlin McLean McMahon McMillan McPherson Meadows Medina Mehta Mejia Melendez Melton Mendez Mercado Mercer Merritt Meyer Meyers Meier Middleton Miles Mills Miranda Molina Monroe Montgomery Montoya
Moody Moon Mooney Mora Moran Moreira Moreno Morin Morrison Morrow Morse Morton Moser Moses Mosley Moss Mueller Müller Mullen Mullins Munoz Muñoz Murray Nair Nash Navarro Neal Newman Newton Nguyen Nichols Nicholson Nielsen Nielson Nieves Nilsson Nixon
Noble Noel Nolan Norman Norris Norton Novak Nunez Obrien Ochoa Oconnor Odom Oliver Oliveira Olsen Olson Olsson Oneal Oneill Orozco Orr Ortega Osborne Owen Owens Pace Pacheco Padilla Page Palmer Park Parks Parrish Parsons Pate Patrick Patterson Patton
Paul Payne Pearson Peck Pena Pennington Pereira Perkins Perry Persson Peters Petersen Petersson Petrov Petty Phelps Pierce Pittman Pitts Pollard Poole Pope Porter Potter Potts Powell Powers Pratt Preston Prince Pruitt Quinn Ramsey Randall Randolph Rao
Rasmussen Ray Raymond Reeves Reid Reilly Reyna Reynolds Rhodes Rice Rich Richard Richards Richter Riley Rios Ritter Rivas Rivers Roach Robbins Roberson Robertson Roberts Robles Rocha Rodgers Rojas Roman Romano Romero Rosales Rosario Rose Rosen Rossi
Roth Rowe Rowland Roy Rubio Rush Russell Russo Ryan Salas Salazar Salinas Salgado Sampson Samuelsson Sandoval Santana Santiago Santos Sargent Saunders Savage Sawyer Schmidt Schmitt Schmitz Schneider Schroeder Schultz Schulz Schumacher Schwartz Schwarz
Sellers Serrano Sexton Shaffer Shah Shannon Sharma Sharp Shaw Shelton Shepard Shepherd Sheppard Sherman Shields Short Silva Simmons Simon Simpson Sims Sinclair Singh Singleton Skinner Sloan Small Snow Snyder Solis Solomon Sosa Soto Sousa Souza Sparks
Spears Spence Spencer Stafford Stanley Stanton Stark Steele Stein Steiner Stephens Stephenson Stevens Stevenson Stokes Stone Stout Strickland Strong Stuart Suarez Sullivan Summers Sutton Svensson Swanson Sweeney Sweet Tanaka Tate Terrell Terry
Thomsen Thornton Tran Travis Trevino Trujillo Tucker Tyler Underwood Valdez Valencia Valentine Valenzuela Vance Vargas Vasquez Vaughn Vazquez Vega Velasquez Velez Villa Villarreal Vincent Virtanen Vogel Wade Wagner Walls Walsh Walter Walters Walton
Wang Ware Warner Warren Washington Waters Watkins Watts Weaver Webb Weber Webster Weeks Weiss Welch Wells West Wheeler Whitaker Whitehead Whitney Wiggins Wilcox Wilder Wiley Wilkerson Wilkins Wilkinson William Willis Winters Wise Wolf Wolfe Wong
Woodard Woods Woodward Wu Wyatt Yamamoto Yang Yates Yilmaz York Yu Zamora Zhang Zhao Zhou Zhu Zimmermann Zimmerman Suzuki Sato Takahashi Watanabe Nakamura Kobayashi Nishiyama Yoshida Huang Xu Sun Ma Gao Guo Zheng Xie Song Tang Deng Feng Cao Peng
"""

_PLACES = """
Afghanistan Africa Albania Algeria America Amsterdam Angola Ankara Arab Argentina Arizona Arkansas Armenia Asia Athens Atlanta Auckland Australia Austria Azerbaijan Baghdad Bahamas Bahrain Baltimore Bangkok Bangladesh Barbados Barcelona Beijing Belarus
Belfast Belgium Belgrade Belize Bengaluru Berlin Bermuda Bolivia Bordeaux Bosnia Boston Botswana Brazil Bristol Britain Brooklyn Brunei Brussels Bucharest Budapest Buffalo Bulgaria Burma Cairo California Cambodia Cambridge Cameroon Canada Canberra
Caracas Cardiff Caribbean Carolina Chicago Chile China Chongqing Cincinnati Cleveland Colombia Colorado Connecticut Copenhagen Croatia Cuba Cyprus Czech Czechia Dakota Dallas Damascus Delaware Delhi Denmark Denver Detroit Dhaka Dubai Dublin Ecuador
Edinburgh Egypt England Estonia Ethiopia Europe Fiji Finland Florence Florida France Frankfurt Geneva Georgia Germany Ghana Glasgow Greece Greenland Guangzhou Guatemala Guinea Guyana Haiti Hamburg Hanoi Havana Hawaii Helsinki Holland Honduras
Hong Houston Hungary Iceland Idaho Illinois India Indiana Indonesia Iowa Iran Iraq Ireland Islamabad Israel Istanbul Italy Jakarta Jamaica Japan Jerusalem Johannesburg Jordan Kansas Karachi Kazakhstan Kentucky Kenya Kiev Kong Korea Kuwait Kyiv Kyoto
Lagos Laos Latvia Lebanon Leeds Lima Lisbon Lithuania Liverpool London Louisiana Luxembourg Lyon Macau Macedonia Madrid Maine Malaysia Malta Manchester Manhattan Manila Maryland Massachusetts Melbourne Mexico Miami Michigan Milan Minnesota Mississippi
Missouri Moldova Monaco Mongolia Montana Montenegro Montreal Morocco Moscow Mozambique Mumbai Munich Myanmar Nairobi Namibia Naples Nebraska Nepal Netherlands Nevada Nicaragua Niger Nigeria Norway Ohio Oklahoma Omaha Ontario Oregon Oslo Ottawa Oxford
Pakistan Palestine Panama Paraguay Paris Pennsylvania Peru Philadelphia Philippines Phoenix Pittsburgh Poland Portland Portugal Prague Qatar Quebec Queensland Rome Romania Russia Rwanda Sacramento Salvador Samoa Saudi Scotland Seattle Senegal Seoul
Serbia Shanghai Shenzhen Singapore Slovakia Slovenia Somalia Spain Stockholm Sudan Sweden Switzerland Sydney Syria Taipei Taiwan Tanzania Tasmania Tehran Tennessee Texas Thailand Tibet Tokyo Toronto Tunisia Turkey Uganda Ukraine Uruguay Utah Uzbekistan
Vancouver Vatican Venezuela Venice Vermont Vienna Vietnam Wales Warsaw Washington Wellington Wisconsin Wyoming Yemen Zambia Zimbabwe Zurich York Angeles Francisco Diego Vegas Orleans Jersey Hampshire Zealand Kingdom States Emirates Island Islands
Manhattan Queens Bronx Hollywood Broadway Vegas Silicon Wuhan Hangzhou Nanjing Chengdu Tianjin Xiamen Suzhou Hainan Sichuan Yunnan Guangdong Zhejiang Jiangsu
"""

_NOT_PEOPLE = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas Easter Halloween Ramadan Diwali Thanksgiving Google Microsoft Amazon Apple Facebook Twitter
Instagram Netflix YouTube WhatsApp Telegram WeChat Alipay TikTok Slack Zoom GitHub Linux Ubuntu Debian Windows Android Python Java JavaScript Docker Kubernetes Excel PowerPoint Word Outlook Chrome Firefox Safari Siri Alexa Cortana ChatGPT Claude
Gemini Llama Qwen OpenAI Tesla Toyota Honda Ford Boeing Airbus Intel Nvidia Samsung Sony Huawei Xiaomi Alibaba Tencent Baidu Oracle Adobe Cisco IBM SAP Visa Mastercard Paypal Uber Airbnb Starbucks McDonald Walmart Ikea Nike Adidas Wikipedia Reddit
English French German Spanish Italian Portuguese Russian Chinese Japanese Korean Arabic Hindi Latin Greek Turkish Dutch Swedish Norwegian Danish Finnish Polish Czech Hungarian Romanian Bulgarian Ukrainian Thai Vietnamese Indonesian Malay Hebrew
American British Canadian Australian Mexican Brazilian Indian European Asian African Irish Scottish Welsh Swiss Austrian Belgian Icelandic Israeli Egyptian Iranian Pakistani Christian Muslim Jewish Catholic Buddhist Hindu Islam Christianity Bible
God Jesus Christ Lord Santa Internet Wifi Bluetooth Covid
"""

_PLACE_TAILS = "Street St Avenue Ave Road Rd Lane Drive Boulevard Blvd Court Place Square Park Bridge River Lake Mountain Mount Valley Beach Island County City Town Village University College School Hospital Airport Station Hotel Museum Church"
_GROUP_TAILS = (
    "Inc Corp Corporation Company Co LLC Ltd Limited GmbH AG SA PLC Group Holdings Partners Associates Bank Capital Ventures Labs Technologies Technology Systems Solutions Software Services Consulting Industries International Foundation Institute"
    " Association Union Committee Council Department Ministry Agency Bureau Office Court Parliament Congress Senate Party Club Team Band Orchestra Awards Award Prize Festival Theatre Theater Records Studios Pictures Press News Times Post Journal"
    " Magazine Review Force Guard Army Navy Police War Act Law Treaty Agreement Project Program Conference Summit Forum League Cup Championship Olympics Series Edition Version Model Theory Theorem Method Algorithm Effect Syndrome Disease Day Week"
    " Month Year Street Network Networks Media Entertainment Airlines Motors Energy Pharmaceuticals Insurance Financial Analytics Security Cloud App Pro Max Plus"
)

_WORDS = """
will mark may grace rose bill frank art hope faith joy jack june april august summer dawn daisy iris ivy jade crystal amber pearl ruby rusty sandy penny chase dale dean earl gene grant guy hazel heath jasmine jay jewel lance lane lily mason max miles
misty nick norm olive pat patsy ray reed rich rob robin rod sterling sue van wade ward drew kit chad christian major duke prince angel destiny harmony melody carol holly violet viola ginger cherry candy colt cliff brook glen forest sky star storm
brown green white black young long king bell bush cook cooper carter baker banks bird bishop bond booth bright brooks buck burns butler cannon case chambers church clay cross curry day dial english farmer field fields fisher flowers ford foster fox
freeman french frost fuller garden gates glass glover gold good gray graves gross hall hand hardy harper hart head hill hood hook horn house hunt hunter key knight lake lamb law little love low marsh mills moon morrow moss noble north page park parks
parsons peck pitts pool pope porter post potter power powers price quick rivers rush sharp shepherd short silver singer small snow south sparks stark steel stone street strong summers sweet temple turner underwood valentine walker wall walls ware
warner waters weaver weeks wells west wheeler wise wolf wood woods worth wright yates york holland france germany jordan israel london paris austin houston dallas washington lincoln franklin sun song ma long lei bo gross see do so an
"""
"""Names that are words, or places, more often."""

WORDS: frozenset[str] = frozenset(_WORDS.split())
GIVEN: frozenset[str] = frozenset(name.casefold() for name in (*_GIVEN.split(), *GIVEN_FEMALE, *GIVEN_MALE))
SURNAMES: frozenset[str] = frozenset(name.casefold() for name in (*_SURNAMES.split(), *SURNAMES_EN))
PLACES: frozenset[str] = frozenset(name.casefold() for name in _PLACES.split())
NOT_PEOPLE: frozenset[str] = frozenset(name.casefold() for name in _NOT_PEOPLE.split())
TAILS: frozenset[str] = frozenset(name.casefold() for name in f"{_PLACE_TAILS} {_GROUP_TAILS}".split())

SURNAME_ENDINGS = (
    "sson", "sen", "son", "berg", "ström", "strom", "gren", "lund", "qvist", "quist", "mann", "stein", "feld", "bach", "burg", "baum", "schmidt", "meier", "meyer", "hauser", "ski", "ska", "sky", "skaya", "cki", "cka", "wicz", "czyk", "enko", "chuk", "ović",
    "ević", "ovic", "evic", "ić", "ič", "ova", "ová", "eva", "ev", "ov", "ova", "ini", "elli", "etti", "ucci", "acci", "oni", "ez", "eira", "eiro", "inho", "nen", "lainen", "dóttir", "opoulos", "idis", "akis", "oglu", "escu", "yan", "ian", "shvili", "dze", "wala", "uddin",
)  # fmt: skip
"""How surnames end in Scandinavian, German, Slavic, Romance, Finnic, Greek, Turkish and other languages."""
